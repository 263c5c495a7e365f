"""Addresses of the drawn product pictures."""

from __future__ import annotations

from django.urls import path

from apps.operations.demo.pictures.views import product_picture

app_name = "demo"
urlpatterns = [path("<str:name>.svg", product_picture, name="picture")]
