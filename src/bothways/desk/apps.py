from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "bothways.desk"

    def ready(self) -> None:
        from bothways.desk import notices  # noqa: F401  registers them
