"""Addresses of flags and versions under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern

from apps.ledger.rest_table import tool_path

urlpatterns: list[URLPattern] = [
    tool_path("rollout/flags", GET="list_flags"),
    tool_path("rollout/flags/<slug:name>", PUT="set_flag"),
    tool_path("rollout/versions", GET="list_running_versions"),
]
