"""`threads-tui doctor`: what this program finds around it, and what to do about what is wrong."""
