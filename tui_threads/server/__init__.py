"""The local server: the second tower, imported by nobody but `cli serve`."""
