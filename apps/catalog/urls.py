"""Pages of the classic shop."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.catalog import views

app_name = "catalog"
urlpatterns: list[URLPattern | URLResolver] = [
    path("shop/", views.home, name="home"),
    path("search", views.search, name="search"),
    path("c/<slug:slug>/", views.category, name="category"),
    path("p/<slug:slug>/", views.product, name="product"),
    path("favourite/", views.favourite, name="favourite"),
    path("account/favourites/", views.favourites, name="favourites"),
    path("offers/", views.offers, name="offers"),
    path("stores/", views.stores, name="stores"),
    path("compare/", views.compare, name="compare"),
]
