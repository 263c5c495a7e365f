"""Addresses of the catalogue under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.catalog import api

urlpatterns: list[URLPattern] = [
    path("search", api.search, name="api-search"),
    path("search/legacy", api.search_legacy, name="api-search-legacy"),
    path("products/<int:product_id>", api.product, name="api-product"),
    path("products/<int:product_id>/review", api.product_review, name="api-review"),
    path("reviews", api.reviews, name="api-reviews"),
    path("reviews/<int:review_id>/vote", api.review_vote, name="api-review-vote"),
    path("stock-alerts", api.stock_alerts, name="api-stock-alerts"),
    path("stock-alerts/<int:alert_id>", api.stock_alert, name="api-stock-alert"),
]
