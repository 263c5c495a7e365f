"""Settings of the test suite: the same engines, faster passwords, nothing sent."""

from __future__ import annotations

import os

from retailgenie.lib import env
from retailgenie.settings.local import *  # noqa: F403
from retailgenie.settings.local import DATABASES, REDIS_URL

DEBUG = False
RATE_LIMITS = False  # every test comes from the same address; tests of the limits switch them on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Redis has 16 numbered databases: the shop keeps 0, and each test process has its own.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_separator = "&" if "?" in REDIS_URL else "?"
REDIS_URL = f"{REDIS_URL}{_separator}db={8 + _worker}"
CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_TASK_ALWAYS_EAGER = True
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# A test database that is lost with the machine is no loss.
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
# Races start fifty threads; on a busy machine the last one waits long for its connection.
DATABASES["default"]["OPTIONS"]["pool"] |= {"max_size": 60, "timeout": 60}
