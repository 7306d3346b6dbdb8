"""Foundation: text, time, ids, mail. No product words and no models."""
