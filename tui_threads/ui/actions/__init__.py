"""What can be done on the chat screen: parts with one job each, put together in `ui/parts.py`."""
