"""Pictures of the real app, written by `python -m screenshots.take`."""
