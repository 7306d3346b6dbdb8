from django.apps import AppConfig


class InsiderConfig(AppConfig):
    name = "bothways.insider"
