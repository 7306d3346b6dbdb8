"""The desk: from a timely question to a signed answer."""
