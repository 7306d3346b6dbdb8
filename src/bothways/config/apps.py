from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "bothways.config"

    def ready(self) -> None:
        from bothways.config import checks  # noqa: F401  registers them
