"""Addresses of the catalogue under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.catalog import api

urlpatterns: list[URLPattern] = [
    path("search", api.search, name="api-search"),
    path("search/legacy", api.search_legacy, name="api-search-legacy"),
    path("products/<int:product_id>", api.product, name="api-product"),
]
