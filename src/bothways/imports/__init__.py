"""Imports bring other people's collections in: readers parse, one loader writes."""
