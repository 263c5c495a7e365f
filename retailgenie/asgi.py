"""The ASGI entry: MCP to its server, other HTTP to Django, WebSockets to Channels, lifespan answered."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

from retailgenie.lib.malloc import memory_few_arenas

memory_few_arenas()

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import SessionMiddlewareStack

import retailgenie.celery  # noqa: F401 - the application that tasks are sent through
from apps.chat.routing import websocket_urlpatterns
from apps.chat.warming import warm_up
from apps.protocols.mcp.server import PATH, mcp_application
from retailgenie.lib.lifespan import Lifespan


async def http(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Give a request to the MCP server, in a thread of its own as Django does it, or to Django, by its path."""
    if scope["path"] != PATH:
        await django_application(scope, receive, send)
        return
    async with ThreadSensitiveContext():
        await mcp_application().app(scope, receive, send)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Hold what the web process needs while it serves."""
    await warm_up()
    async with mcp_application().running():
        yield


application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(SessionMiddlewareStack(URLRouter(websocket_urlpatterns))),
        "lifespan": Lifespan(running),
    }
)
