"""Pages of the classic shop."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.catalog import alert_views, memory_views, review_views, views

app_name = "catalog"
urlpatterns: list[URLPattern | URLResolver] = [
    path("shop/", views.home, name="home"),
    path("search", views.search, name="search"),
    path("c/<slug:slug>/", views.category, name="category"),
    path("p/<slug:slug>/", views.product, name="product"),
    path("p/<slug:slug>/review/", review_views.write_review, name="write_review"),
    path("p/<slug:slug>/review/delete/", review_views.delete_review, name="delete_review"),
    path("reviews/<int:review_id>/helpful/", review_views.vote, name="review_vote"),
    path("account/reviews/", review_views.own_reviews, name="own_reviews"),
    path("moderation/reviews/", review_views.queue, name="review_queue"),
    path("moderation/reviews/<int:review_id>/", review_views.decide, name="review_decide"),
    path("alerts/add/", alert_views.add, name="alert_add"),
    path("alerts/<int:alert_id>/remove/", alert_views.remove, name="alert_remove"),
    path("alerts/confirm/<str:token>/", alert_views.confirm, name="alert_confirm"),
    path("account/alerts/", alert_views.alerts, name="alerts"),
    path("account/memory/", memory_views.memory, name="memory"),
    path("account/memory/allow/", memory_views.allow, name="memory_allow"),
    path("account/memory/forget/", memory_views.forget, name="memory_forget"),
    path("account/memory/stop/", memory_views.stop, name="memory_stop"),
    path("favourite/", views.favourite, name="favourite"),
    path("account/favourites/", views.favourites, name="favourites"),
    path("offers/", views.offers, name="offers"),
    path("stores/", views.stores, name="stores"),
    path("compare/", views.compare, name="compare"),
]
