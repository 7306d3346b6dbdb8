"""Config: settings, addresses, recurring jobs, system checks, the way in for server and command line."""
