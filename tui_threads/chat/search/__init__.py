"""Full-text search over everything that is mirrored: the query language, the index, and finding."""
