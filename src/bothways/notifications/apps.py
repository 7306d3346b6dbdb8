from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "bothways.notifications"

    def ready(self) -> None:
        from bothways.notifications import receivers  # noqa: F401  connects them
