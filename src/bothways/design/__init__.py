"""Design: tokens, stylesheets, behaviours, component templates, the pattern page."""
