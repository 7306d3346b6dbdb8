"""Pages compose the features for a reader; this room owns no tables."""
