"""A shop on the internet: every secret and every address comes from a variable, and a missing one stops the start."""

from __future__ import annotations

from retailgenie.lib import env
from retailgenie.settings.base import *  # noqa: F403
from retailgenie.settings.base import BEHIND_PROXY, STATIC_ROOT, pooled

DATABASES = {"default": pooled(env.database("DATABASE_URL"))}
REDIS_URL = env.redis("REDIS_URL")
SECRET_KEY = env.text("SECRET_KEY")
PSEUDONYM_KEY = env.text("PSEUDONYM_KEY")
PAYMENT_WEBHOOK_SECRET = env.text("PAYMENT_WEBHOOK_SECRET")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS") or [env.text("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS", tuple(f"https://{host}" for host in ALLOWED_HOSTS))

SITE_URL = env.text("SITE_URL", f"https://{ALLOWED_HOSTS[0]}").rstrip("/")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
