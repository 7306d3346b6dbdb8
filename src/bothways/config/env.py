"""Typed readers for the environment: `BOTHWAYS_NAME`, or `BOTHWAYS_NAME_FILE` for a secret in a file."""

from environs import FileAwareEnv

env = FileAwareEnv(prefix="BOTHWAYS_")
