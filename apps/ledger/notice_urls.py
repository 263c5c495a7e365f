"""The page behind the bell and the links in e-mails, under /notifications/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.ledger import notice_views

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", notice_views.notices, name="notices"),
    path("read/", notice_views.read_all, name="read"),
    path("<int:notice_id>/open/", notice_views.open_notice, name="open"),
    path("choices/", notice_views.choices, name="choices"),
    path("off/<str:token>/", notice_views.unsubscribe, name="unsubscribe"),
]
