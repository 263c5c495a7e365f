"""Addresses of the help centre under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern

from apps.ledger.rest_table import tool_path

urlpatterns: list[URLPattern] = [tool_path("policies", GET="search_policies")]
