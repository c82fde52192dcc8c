"""Threads read whole: listed, found, and written as files that other people and programs can read."""
