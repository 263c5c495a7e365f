"""Pages of the chat app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.chat import views

app_name = "chat"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("chat/", views.talk, name="talk"),
    path("chat/widget/", views.widget, name="widget"),
    path("chat/say/", views.say, name="say"),
    path("chat/rate/", views.rate, name="rate"),
    path("chat/cart/", views.cart, name="cart"),
    path("chat/new/", views.new, name="new"),
    path("chat/survey/", views.survey, name="survey"),
    path("chat/open/<int:message_id>/", views.open_page, name="open_page"),
    path("chat/<uuid:conversation_id>/", views.conversation, name="conversation"),
]
