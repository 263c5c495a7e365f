"""Addresses of the doors for agents; each protocol says what lies behind its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.protocols import continue_views, docs_views, views
from apps.protocols.acp import rest as acp_rest
from apps.protocols.ucp import mcp as ucp_mcp
from apps.protocols.ucp import rest as ucp_rest

app_name = "protocols"
urlpatterns: list[URLPattern | URLResolver] = [
    path(".well-known/oauth-protected-resource", views.protected_resource, name="protected-resource"),
    path(".well-known/oauth-protected-resource/mcp", views.protected_resource),
    path("api/docs", docs_views.api_docs, name="api-docs"),
    path("llms.txt", views.llms, name="llms"),
    path("agents.md", views.agents, name="agents"),
    path("agents/continue/<str:token>/", continue_views.go_on, name="continue"),
    *acp_rest.urlpatterns,
    *ucp_rest.urlpatterns,
    *ucp_mcp.urlpatterns,
]
