from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "bothways.notifications"

    def ready(self) -> None:
        from django.conf import settings

        from bothways.notifications import notices, receivers  # noqa: F401  connects them

        if settings.ANYMAIL.get("WEBHOOK_SECRET"):
            from bothways.notifications.doors import hook  # noqa: F401  likewise
