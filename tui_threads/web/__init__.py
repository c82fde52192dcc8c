"""The app in a browser: a page with a terminal in it, on loopback, for who has the token."""
