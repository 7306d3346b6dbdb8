"""What the desk's letters say."""
