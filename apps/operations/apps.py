"""The operations app."""

from django.apps import AppConfig
from django.core.checks import register


class OperationsConfig(AppConfig):
    name = "apps.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from apps.operations.checks import pools_fit, timings_fit

        register(timings_fit, "settings")
        register(pools_fit, "settings")
