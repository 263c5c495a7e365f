"""Addresses of the catalogue under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.catalog import api
from apps.ledger.rest_table import tool_path

urlpatterns: list[URLPattern] = [
    path("search", api.search, name="api-search"),
    path("search/legacy", api.search_legacy, name="api-search-legacy"),
    tool_path("products/<int:product_id>", GET="get_product", name="api-product"),
    tool_path("products/<int:product_id>/reviews", GET="product_reviews"),
    tool_path("products/<int:product_id>/similar", GET="similar_products"),
    tool_path("products/<int:product_id>/look", GET="complete_the_look"),
    tool_path("products/<int:product_id>/availability", GET="check_availability"),
    tool_path("compare", GET="compare_products"),
    tool_path("products/<int:product_id>/together", GET="bought_together"),
    tool_path("again", GET="buy_again"),
    tool_path("recommendations", POST="recommend_products"),
    tool_path("trending", GET="trending_products"),
    tool_path("categories", GET="browse_categories"),
    tool_path("stores", GET="find_stores"),
    tool_path("delivery/<str:pin>", GET="check_delivery"),
    tool_path("offers", GET="list_offers"),
    tool_path("favourites", GET="list_favourites"),
    tool_path("favourites/<int:product_id>", PUT="add_favourite", DELETE="remove_favourite"),
    tool_path("products/<int:product_id>/review", PUT="write_review", DELETE="delete_review"),
    tool_path("reviews", GET="list_own_reviews"),
    tool_path("reviews/<int:review_id>/vote", POST="vote_review"),
    tool_path("stock-alerts", GET="list_stock_alerts", POST="add_stock_alert"),
    tool_path("stock-alerts/<int:alert_id>", DELETE="remove_stock_alert"),
    tool_path("memory", GET="list_memory", POST="remember_preference", DELETE="forget_memory"),
    tool_path("memory/consent", PUT="allow_memory", DELETE="stop_memory"),
    tool_path("moderation/reviews", GET="list_reviews"),
    tool_path("moderation/reviews/<int:review_id>", PUT="decide_review"),
]
