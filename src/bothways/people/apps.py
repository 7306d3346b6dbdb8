from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "bothways.people"

    def ready(self) -> None:
        from bothways.people import receivers  # noqa: F401  connects them

        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(*, using: str, verbosity: int = 1, **_: Any) -> None:
    """The table that holds the counts of the rate limits comes with the other tables."""
    call_command("createcachetable", database=using, verbosity=0)
