"""Settings that hold everywhere; local, production and test add what differs."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from retailgenie.lib import env
from retailgenie.lib.rundir import CHECKOUT, POSTGRES_PORT, postgres_socket_dir, redis_socket, run_dir

django_stubs_ext.monkeypatch()  # lets ModelForm[User] and the like stand in code that runs

BASE_DIR = CHECKOUT
VAR_DIR: Path = run_dir()

# Only a shop on one machine lets the people of the demo in with their published password.
DEMO_PASSWORD = "namaste-shop"  # noqa: S105
DEMO_PASSWORDS_ALLOWED = False

INSTALLED_APPS = [
    "apps.operations",
    "apps.protocols",
    "apps.feedback",
    "apps.chat",
    "apps.orders",
    "apps.catalog",
    "apps.content",
    "apps.rollout",
    "apps.ledger",
    "apps.accounts",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "channels",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "retailgenie.lib.csp.DoorPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "retailgenie.lib.slashes.SlashMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.accounts.limits.LimitsMiddleware",
    "apps.accounts.middleware.PersonMiddleware",
    "apps.ledger.middleware.ShoppingEventsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "retailgenie.urls"
ASGI_APPLICATION = "retailgenie.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.chat.context.shop",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "apps.accounts.demo_passwords.DemoPasswordGate",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "apps.accounts.demo_passwords.NotTheDemoPassword"},
]
# Guessing is stopped for a person from an address, so that a stranger can't lock others out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"  # what the log-in forms call it; the default is the model's "email"
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_CLIENT_IP_CALLABLE = "retailgenie.lib.addresses.address_of"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "chat:home"
LOGOUT_REDIRECT_URL = "chat:home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("hi", _("Hindi"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Kolkata"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"  # nothing serves it; a view shows a file to those who may see it

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["apps.ledger.throttles.CallerThrottle"],
    "EXCEPTION_HANDLER": "apps.ledger.rest.handle_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RetailGenie API",
    "DESCRIPTION": "Everything that a shopper, staff and support agents can do. Money is in paise.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": ["apps.ledger.rest_schema.complete"],
    "SECURITY": [{"token": []}, {"session": []}, {}],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "A service token of a person."},
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        }
    },
    "AUTHENTICATION_WHITELIST": [],
}

# The engines: DATABASE_URL and REDIS_URL replace the embedded ones.
EMBEDDED_DATABASE_URL = (
    f"postgresql://postgres@/retailgenie?host={postgres_socket_dir()}&port={POSTGRES_PORT}"
)
EMBEDDED_REDIS_URL = f"unix://{redis_socket()}"


def pooled(database: dict[str, Any]) -> dict[str, Any]:
    """Give a database entry the psycopg pool: without it a thousand sockets exhaust the server's connections."""
    pool = {"min_size": 1, "max_size": env.number("DATABASE_POOL_SIZE", 20, least=1), "timeout": 10}
    return {
        **database,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # killing one server process drops every connection
        "OPTIONS": {**database["OPTIONS"], "pool": pool},
    }


DATABASES = {"default": pooled(env.database("DATABASE_URL", EMBEDDED_DATABASE_URL))}
REDIS_URL = env.redis("REDIS_URL", EMBEDDED_REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "retailgenie",
    }
}
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}

CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}  # after it a running task is handed out again
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # every task may run twice, so none is lost with its process
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# name: {"task": "app.task", "schedule": seconds}; a test proves that every task exists.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "build-dataset": {"task": "ledger.build_dataset", "schedule": 24 * 3600.0},
    "deliver-outbox": {"task": "ledger.deliver_outbox", "schedule": 15.0},
    "sweep-unpaid": {"task": "orders.sweep_unpaid", "schedule": 60.0},
    "remind-carts": {"task": "orders.remind_carts", "schedule": 1800.0},
    "sweep-left": {"task": "orders.sweep_left", "schedule": 86400.0},
    "reconcile-payments": {"task": "orders.reconcile_payments", "schedule": 600.0},
    "finish-erasures": {"task": "orders.finish_erasures", "schedule": 6 * 3600.0},
    "sweep-stock-alerts": {"task": "catalog.sweep_stock_alerts", "schedule": 300.0},
    "learn-ranking": {"task": "catalog.learn_ranking", "schedule": 86_400.0},
    "learn-recommendations": {"task": "catalog.learn_recommendations", "schedule": 86_400.0},
    "sweep-reservations": {"task": "catalog.sweep_reservations", "schedule": 60.0},
    "prices-due": {"task": "catalog.prices_due", "schedule": 60.0},
    "sweep-agent-sessions": {"task": "protocols.sweep_sessions", "schedule": 3600.0},
    "sync-stock": {"task": "catalog.sync_stock", "schedule": 60.0},
    "sweep-reindexes": {"task": "catalog.sweep_reindexes", "schedule": 300.0},
    "learn-routes": {"task": "chat.learn_routes", "schedule": 86_400.0},
    "sweep-conversation-log": {"task": "chat.sweep_log", "schedule": 86_400.0},
    "sweep-imports": {"task": "catalog.sweep_imports", "schedule": 600.0},
}

# The stock system of another company; without an address its embedded twin is used.
OUTSIDE_STOCK_URL = env.text("OUTSIDE_STOCK_URL", "")
OUTSIDE_STOCK_TOKEN = env.text("OUTSIDE_STOCK_TOKEN", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s", "datefmt": "%H:%M:%S"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}

# The shop's own red (tokens.css, --rani) from pale to dark.
ADMIN_COLOURS = {
    "50": "#fff0f5",
    "100": "#ffdfea",
    "200": "#ffbcd3",
    "300": "#ff8fb5",
    "400": "#f2558d",
    "500": "#d92a66",
    "600": "#c2104f",
    "700": "#9e0b41",
    "800": "#7c0a35",
    "900": "#5e0a2a",
    "950": "#3d061b",
}
UNFOLD = {
    "DASHBOARD_CALLBACK": "apps.operations.staff.dashboard.dashboard",
    "SITE_TITLE": "RetailGenie",
    "SITE_HEADER": "RetailGenie",
    "SITE_URL": "/",
    "COLORS": {"primary": ADMIN_COLOURS},
    "SITE_ICON": lambda request: static("img/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/mark.svg")},
    ],
}

# 1 assistant widget on classic pages, 2 AI-first features, 3 conversation first (see docs).
SHOP_PHASE = int(env.choice("SHOP_PHASE", "3", ("1", "2", "3")))
SHOP_NAME = "RetailGenie"
# Who invoices are from. The number of registration in a state follows from the PAN; this one belongs to nobody.
SELLER_NAME = env.text("SELLER_NAME", "RetailGenie Demo Shop")
SELLER_PAN = env.text("SELLER_PAN", "AAAAA0000A")
# Named limits stand in retailgenie/lib/limits.py. Only a proxy of ours may say whom it speaks for.
RATE_LIMITS = env.flag("RATE_LIMITS", default=True)
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")  # what links in e-mails begin with
# UCP: our signing key as PEM ("": one is made under var/), and platforms known here, profile address -> profile.
AGENTS_MAY_BE_LOCAL = env.flag(
    "AGENTS_MAY_BE_LOCAL", default=False
)  # for tests: agents on this machine, over http
UCP_SIGNING_KEY = env.text("UCP_SIGNING_KEY", "")
UCP_KNOWN_PLATFORMS: dict[str, Any] = json.loads(env.text("UCP_KNOWN_PLATFORMS", "{}"))
CHAT_TURNS_PER_10_SECONDS = 20  # of one person: far above typing and tapping, far below a script
