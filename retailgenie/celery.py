"""The Celery application: worker and beat start from here, everything else only sends tasks by name."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

app = Celery("retailgenie")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
