"""Bothways: software for communities that mentor."""

__version__ = "0.1.0"
