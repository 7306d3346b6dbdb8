"""The ways by which mail comes in: from a mail server, and from a hosted provider. Each ends at `receive`."""
