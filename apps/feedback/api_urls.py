"""Addresses of tickets and ratings under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern

from apps.ledger.rest_table import tool_path

urlpatterns: list[URLPattern] = [
    tool_path("tickets", GET="list_tickets", POST="open_ticket"),
    tool_path("ratings/<int:message_id>", PUT="rate_answer", DELETE="remove_rating"),
    tool_path(
        "conversations/<uuid:conversation_id>/rating",
        PUT="rate_conversation",
        DELETE="remove_conversation_rating",
    ),
]
