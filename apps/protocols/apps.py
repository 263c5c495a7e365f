"""The protocols app: doors for other people's agents."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "apps.protocols"
    label = "protocols"
    default_auto_field = "django.db.models.BigAutoField"
