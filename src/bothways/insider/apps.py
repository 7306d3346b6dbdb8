from django.apps import AppConfig


class InsiderConfig(AppConfig):
    name = "bothways.insider"

    def ready(self) -> None:
        from bothways.insider import checks, notices, receivers  # noqa: F401  registers them
