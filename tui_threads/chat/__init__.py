"""What the program knows and does; no Textual, no HTTP words."""
