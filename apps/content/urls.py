"""Pages of the help centre, under /help/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.content import views

app_name = "content"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.help_centre, name="help"),
    path("<slug:slug>/", views.document, name="document"),
]
