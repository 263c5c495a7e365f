"""Addresses of the doors for agents; each protocol says what lies behind its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
