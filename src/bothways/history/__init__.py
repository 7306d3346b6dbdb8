"""History: one append-only row for every action, chained so that tampering shows."""
