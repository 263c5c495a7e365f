"""What agents read before they come in: what the shop is, which doors it has, and where tokens are taken."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.protocols.mcp.access import UNDO
from retailgenie.ai.tools.registry import registry


@require_safe
@cache_control(public=True, max_age=3600)
def protected_resource(request: HttpRequest) -> JsonResponse:
    """Describe the MCP endpoint as a resource that takes bearer tokens (RFC 9728); scopes are names of tools."""
    return JsonResponse(
        {
            "resource": request.build_absolute_uri("/mcp"),
            "resource_name": settings.SHOP_NAME,
            "bearer_methods_supported": ["header"],
            "scopes_supported": sorted([*(tool.name for tool in registry if not tool.public), UNDO]),
            "resource_documentation": request.build_absolute_uri("/agents.md"),
        }
    )


@require_safe
@cache_control(public=True, max_age=3600)
def llms(request: HttpRequest) -> HttpResponse:
    """Say in a few lines what a language model finds where (llms.txt)."""
    return _text(request, "protocols/llms.txt", "text/plain")


@require_safe
@cache_control(public=True, max_age=3600)
def agents(request: HttpRequest) -> HttpResponse:
    """Tell the operator of an agent how to shop here (agents.md)."""
    return _text(request, "protocols/agents.md", "text/markdown")


def _text(request: HttpRequest, template: str, kind: str) -> HttpResponse:
    public = sorted(tool.name for tool in registry if tool.public)
    context = {
        "shop_name": settings.SHOP_NAME,
        "base": request.build_absolute_uri("/")[:-1],
        "public": public,
    }
    return render(request, template, context, content_type=f"{kind}; charset=utf-8")
