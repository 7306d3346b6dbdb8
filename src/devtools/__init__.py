"""Tools for those who work on Bothways: the demo community. Not part of a production install."""
