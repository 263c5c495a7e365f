"""Pages of the support desk, under /support/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.feedback import views

app_name = "feedback"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.tickets, name="tickets"),
    path("<slug:number>/", views.ticket, name="ticket"),
    path("<slug:number>/reply/", views.reply, name="reply"),
    path("<slug:number>/assign/", views.assign, name="assign"),
    path("<slug:number>/resolve/", views.resolve, name="resolve"),
]
