"""What can be done on the chat screen: a mixin for each kind of thing, put together by the screen."""
