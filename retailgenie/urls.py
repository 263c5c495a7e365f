"""Every door of the shop; each app says what lies behind its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from apps.accounts.limits import limited
from apps.ledger.api import nowhere

api_patterns: list[URLPattern | URLResolver] = [
    path("", include("apps.ledger.api_urls")),
    path("", include("apps.catalog.api_urls")),
    path("", include("apps.orders.api_urls")),
    path("", include("apps.content.api_urls")),
    path("", include("apps.feedback.api_urls")),
    path("", include("apps.operations.api_urls")),
    path("", include("apps.rollout.api_urls")),
    re_path(r"^(?P<rest>.*[^/])$", nowhere),  # with a slash too many: SlashMiddleware
]

urlpatterns = [
    path("", include("apps.chat.urls")),
    path("", include("apps.protocols.urls")),
    path("", include("apps.catalog.urls")),
    path("", include("apps.orders.urls")),
    path("account/", include("apps.accounts.urls")),
    path("notifications/", include("apps.ledger.notice_urls")),
    path("help/tickets/", include("apps.feedback.customer_urls")),
    path("help/", include("apps.content.urls")),
    path("support/", include("apps.feedback.urls")),
    path("staff/", include("apps.operations.urls")),
    path("pictures/", include("apps.operations.demo.urls")),
    path("api/v1/", include((api_patterns, "api"))),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("i18n/", include("django.conf.urls.i18n")),
    path(
        "admin/login/",
        limited("log_in_address", by_field="log_in_person", field="username")(admin.site.login),
    ),
    path("admin/", admin.site.urls),
]
