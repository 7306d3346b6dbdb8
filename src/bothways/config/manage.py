"""Django's own commands, as `python -m bothways.config.manage …`; the same as `bothways manage …`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")
    execute_from_command_line(["bothways manage", *sys.argv[1:]])
