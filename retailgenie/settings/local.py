"""A shop on one machine: needs no variable at all."""

from __future__ import annotations

from retailgenie.lib import env
from retailgenie.lib.rundir import run_dir
from retailgenie.settings.base import *  # noqa: F403

DEBUG = env.flag("RETAILGENIE_DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", default="only-for-a-shop-on-this-machine")
PSEUDONYM_KEY = env.text("PSEUDONYM_KEY", default="only-for-a-shop-on-this-machine")
PAYMENT_WEBHOOK_SECRET = env.text("PAYMENT_WEBHOOK_SECRET", default="only-for-a-shop-on-this-machine")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))

DEMO_PASSWORDS_ALLOWED = True

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = run_dir() / "mail"

WHITENOISE_USE_FINDERS = True  # no collectstatic on a developer's machine
WHITENOISE_AUTOREFRESH = DEBUG
