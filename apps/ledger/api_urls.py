"""REST paths of the tools registry, of notices and of one's own account."""

from __future__ import annotations

from django.urls import path

from apps.ledger import api, dataset_api
from apps.ledger.rest_table import tool_path

urlpatterns = [
    path("tools", api.tools, name="tools"),
    path("tools/<slug:name>", api.call, name="tool"),
    path("receipts/<uuid:receipt>/undo", api.undo, name="undo"),
    path("<slug:service>/training-dataset", dataset_api.training, name="training-dataset"),
    path("<slug:service>/test-dataset", dataset_api.testing, name="test-dataset"),
    tool_path("profile", GET="get_profile"),
    tool_path("profile/export", GET="export_my_data"),
    tool_path("notifications", GET="list_notifications", POST="read_notifications"),
    tool_path("notifications/choices", GET="list_notification_choices", PUT="choose_notifications"),
]
