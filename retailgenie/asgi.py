"""The ASGI entry: HTTP to Django, WebSockets to Channels, lifespan answered."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import SessionMiddlewareStack

import retailgenie.celery  # noqa: F401 - the application that tasks are sent through
from apps.chat.routing import websocket_urlpatterns
from apps.chat.warming import warm_up
from retailgenie.lib.lifespan import Lifespan

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(SessionMiddlewareStack(URLRouter(websocket_urlpatterns))),
        "lifespan": Lifespan(warm_up),
    }
)
