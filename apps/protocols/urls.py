"""Addresses of the doors for agents; each protocol says what lies behind its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.protocols import views

app_name = "protocols"
urlpatterns: list[URLPattern | URLResolver] = [
    path(".well-known/oauth-protected-resource", views.protected_resource, name="protected-resource"),
    path(".well-known/oauth-protected-resource/mcp", views.protected_resource),
]
