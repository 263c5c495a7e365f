"""The rollout app."""

from django.apps import AppConfig


class RolloutConfig(AppConfig):
    name = "apps.rollout"
    label = "rollout"
    default_auto_field = "django.db.models.BigAutoField"
