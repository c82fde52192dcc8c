"""Rows in, wire models out: the only place that knows both."""
