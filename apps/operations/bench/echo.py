"""The baseline of the socket benchmarks: the same server and framework, a consumer that does nothing."""

from __future__ import annotations

import os
from contextlib import nullcontext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

import django

django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import re_path

from retailgenie.lib.lifespan import Lifespan


class Echo(AsyncWebsocketConsumer):
    """Sends back what it gets; like the shop's consumer it holds no place in the channel layer."""

    channel_layer_alias = "none"

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send(text_data=text_data)


application = ProtocolTypeRouter(
    {"websocket": URLRouter([re_path("", Echo.as_asgi())]), "lifespan": Lifespan(nullcontext)}
)
