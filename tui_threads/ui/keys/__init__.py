"""The keys of the program, a table for each part of it."""
