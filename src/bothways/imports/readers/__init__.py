"""Readers: from files to records. They know no model and write nothing."""
