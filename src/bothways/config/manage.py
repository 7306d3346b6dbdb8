"""Django's own commands, as `bothways manage …`."""

import os
import sys


def main(arguments: list[str]) -> None:
    """Run one Django command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bothways manage", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
