"""A message to lines, without a widget."""
