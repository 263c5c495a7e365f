"""What agents read before they come in: where tokens are taken."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
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
