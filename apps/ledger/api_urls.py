"""REST paths of the tools registry."""

from __future__ import annotations

from django.urls import path

from apps.ledger import api

urlpatterns = [
    path("tools", api.tools, name="tools"),
    path("tools/<slug:name>", api.call, name="tool"),
]
