"""The benchmark behind `make bench`: a fixed load, measured on SQLite and PostgreSQL beside a bare page."""

PER_SCALE = 2_000  # questions, and people, for each unit of scale; five times as many answers
