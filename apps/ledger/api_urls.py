"""REST paths of the tools registry, of notices and of one's own account."""

from __future__ import annotations

from django.urls import path

from apps.ledger import api
from apps.ledger.rest_table import tool_path

urlpatterns = [
    path("tools", api.tools, name="tools"),
    path("tools/<slug:name>", api.call, name="tool"),
    path("receipts/<uuid:receipt>/undo", api.undo, name="undo"),
    tool_path("profile", GET="get_profile"),
    tool_path("notifications", GET="list_notifications", POST="read_notifications"),
    tool_path("notifications/choices", GET="list_notification_choices", PUT="choose_notifications"),
]
