from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bothways.people"

    def ready(self) -> None:
        from bothways.people import receivers  # noqa: F401  connects them
