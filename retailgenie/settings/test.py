"""Settings of the test suite: the same engines, faster passwords, nothing sent."""

from __future__ import annotations

from retailgenie.settings.local import *  # noqa: F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
