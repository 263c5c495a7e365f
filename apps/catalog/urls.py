"""Pages of the catalog app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "catalog"
urlpatterns: list[URLPattern | URLResolver] = []
