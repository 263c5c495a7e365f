"""The MCP server over streamable HTTP: stateless, JSON answers, one thread hop a request.

The list of tools is the caller's own; it is made from the registry for each request, so nothing is registered twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.utils import translation
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
)

from apps.protocols.mcp import documents
from apps.protocols.mcp.access import Access
from apps.protocols.mcp.calls import call_tool, tools_for
from apps.protocols.mcp.door import ACCESS, MAX_BODY, AgentDoor, App
from retailgenie.lib.threads import in_thread

PATH = "/mcp"
INSTRUCTIONS = (
    "A shop in India: money is in paise (100 paise are one rupee), prices include tax. Without a token you may read "
    "the catalogue and the policies; with one you act for its person. A tool that needs a confirmation changes nothing "
    "at first: it returns a card and an approval token. Show the card to the person and call again with the token only "
    "after their yes. Say only what the tools returned."
)
META_KEY = "idempotency-key"  # in a call's _meta, for hosts that set it themselves
Context = ServerRequestContext[Any, Any]
T = TypeVar("T")


async def _for_caller(context: Context, work: Callable[[Access], T]) -> T:
    """Do the work in the request's own thread and language."""
    assert context.request is not None  # the HTTP transport always sets it
    access: Access = context.request.scope[ACCESS]

    def run() -> T:
        with translation.override(access.caller.language.value):
            return work(access)

    return await in_thread(run)


async def _list_tools(context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=await _for_caller(context, tools_for), cache_scope="private")


async def _call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
    meta: dict[str, Any] = dict(context.meta or {})
    key = str(meta.get(META_KEY, ""))
    return await _for_caller(
        context, lambda access: call_tool(access, params.name, params.arguments or {}, key)
    )


async def _list_resources(context: Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
    return ListResourcesResult(
        resources=await _for_caller(context, documents.resources_for), cache_scope="private"
    )


async def _list_templates(
    context: Context, params: PaginatedRequestParams | None
) -> ListResourceTemplatesResult:
    return ListResourceTemplatesResult(resource_templates=documents.TEMPLATES)


async def _read_resource(context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
    contents = await _for_caller(context, lambda access: documents.resource_read(access, params.uri))
    return ReadResourceResult(contents=list(contents), cache_scope="private")


async def _list_prompts(context: Context, params: PaginatedRequestParams | None) -> ListPromptsResult:
    return ListPromptsResult(prompts=documents.prompts_listed())


async def _get_prompt(context: Context, params: GetPromptRequestParams) -> GetPromptResult:
    return documents.prompt_get(params.name, dict(params.arguments or {}))


async def _complete(context: Context, params: CompleteRequestParams) -> CompleteResult:
    asked = params.argument
    values = await _for_caller(context, lambda access: documents.completions(access, asked.name, asked.value))
    return CompleteResult(completion=Completion(values=values, total=len(values), has_more=False))


def shop_server() -> Server[Any]:
    """Build the shop's server."""
    return Server(
        "retailgenie",
        title=settings.SHOP_NAME,
        version=str(settings.SPECTACULAR_SETTINGS["VERSION"]),
        instructions=INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
        on_list_prompts=_list_prompts,
        on_get_prompt=_get_prompt,
        on_completion=_complete,
    )


class McpApplication:
    """An ASGI application that serves an MCP server while `running` is entered, each time a new one."""

    def __init__(self, make: Callable[[], Server[Any]]) -> None:
        self._make = make
        self._build()

    def _build(self) -> None:
        server = self._make()
        self._starlette = server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY,
            transport_security=_transport_security(),
        )
        self._manager = server.session_manager
        self.app: App = AgentDoor(self._starlette)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve; entered and left by the same task (a task group is inside)."""
        try:
            async with self._manager.run():
                yield
        finally:
            self._build()


def _transport_security() -> TransportSecuritySettings:
    """Names of this shop only, so that no page of another site reaches it through a changed DNS entry."""
    hosts = [*settings.ALLOWED_HOSTS, *(f"{host}:*" for host in settings.ALLOWED_HOSTS)]
    origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection="*" not in settings.ALLOWED_HOSTS,
        allowed_hosts=hosts,
        allowed_origins=origins,
    )


@cache
def mcp_application() -> McpApplication:
    """Return this process's MCP application."""
    return McpApplication(shop_server)
