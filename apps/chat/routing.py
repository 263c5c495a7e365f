"""WebSocket addresses."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.chat.consumer import ConversationConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/chat/", ConversationConsumer.as_asgi()),
]
