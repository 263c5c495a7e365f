"""A shop on one machine: needs no variable at all."""

from __future__ import annotations

from retailgenie.lib import env
from retailgenie.lib.rundir import run_dir
from retailgenie.settings.base import *  # noqa: F403

DEBUG = env.flag("RETAILGENIE_DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", default="only-for-a-shop-on-this-machine")
PSEUDONYM_KEY = env.text("PSEUDONYM_KEY", default="only-for-a-shop-on-this-machine")
ALLOWED_HOSTS = ["*"]
DEMO_PASSWORDS_ALLOWED = True
DATABASES = {"default": env.database("DATABASE_URL", default=f"postgresql:///retailgenie?host={run_dir()}/run")}
REDIS_URL = env.redis("REDIS_URL", default=f"unix://{run_dir()}/run/redis.sock")
CELERY_BROKER_URL = REDIS_URL
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = run_dir() / "mail"
