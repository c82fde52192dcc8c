"""Chat with the Assistants API's threads in the terminal, and keep them on your own machine."""

__version__ = "0.1.0"
