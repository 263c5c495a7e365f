"""Pages of the support desk, under /support/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.feedback import views

app_name = "feedback"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.tickets, name="tickets"),
    path("<str:number>/", views.ticket, name="ticket"),
    path("<str:number>/reply/", views.reply, name="reply"),
    path("<str:number>/assign/", views.assign, name="assign"),
    path("<str:number>/resolve/", views.resolve, name="resolve"),
]
