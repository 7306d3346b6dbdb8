"""Reads of the insider room, each shaped for the page that shows it."""
