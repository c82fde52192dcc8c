"""The protocol's routes, one resource a file."""
