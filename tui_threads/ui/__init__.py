"""The only floor that knows Textual."""
