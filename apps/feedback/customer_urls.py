"""A customer's own tickets, under /help/tickets/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.feedback import customer_views

app_name = "tickets"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", customer_views.tickets, name="tickets"),
    path("new/", customer_views.new, name="new"),
    path("<slug:number>/", customer_views.ticket, name="ticket"),
    path("<slug:number>/reply/", customer_views.reply, name="reply"),
]
