"""Where the server gets tokens."""
