"""Pages of the operations app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "operations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("apps.operations.staff.urls")),
]
