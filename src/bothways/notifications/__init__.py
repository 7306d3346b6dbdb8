"""Who hears what, and how: letters out through an outbox, mail in through one door, digests."""
