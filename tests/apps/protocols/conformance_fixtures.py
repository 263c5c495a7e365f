"""The tools, resources and prompts that the official conformance suite asks a server to have, on the shop's transport.

They exist only here: `scripts/mcp_conformance.py` serves this application beside the shop's own.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

import django

django.setup()

import base64
import warnings
from typing import Any

import mcp_types as types
from channels.routing import ProtocolTypeRouter
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPDeprecationWarning

from apps.protocols.mcp.server import McpApplication
from retailgenie.lib.lifespan import Lifespan

PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
        "0000000049454e44ae426082"
    )
).decode()
SOUND = base64.b64encode(
    b"RIFF$\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00\x80>\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"
).decode()
SCHEMA_2020 = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}},
    "additionalProperties": False,
}
TOOLS = (
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_error_handling",
)


def text(words: str) -> types.TextContent:
    return types.TextContent(text=words)


def embedded(uri: str, words: str, kind: str = "text/plain") -> types.EmbeddedResource:
    return types.EmbeddedResource(resource=types.TextResourceContents(uri=uri, mime_type=kind, text=words))


def image() -> types.ImageContent:
    return types.ImageContent(data=PIXEL, mime_type="image/png")


async def list_tools(ctx: Any, params: Any) -> types.ListToolsResult:
    tools = [
        types.Tool(
            name=name, description=f"Fixture {name}.", input_schema={"type": "object", "properties": {}}
        )
        for name in TOOLS
    ]
    tools.append(types.Tool(name="json_schema_2020_12_tool", description="Schema.", input_schema=SCHEMA_2020))
    return types.ListToolsResult(tools=tools)


async def call_tool(ctx: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
    content: dict[str, list[Any]] = {
        "test_simple_text": [text("This is a simple text response for testing.")],
        "test_image_content": [image()],
        "test_audio_content": [types.AudioContent(data=SOUND, mime_type="audio/wav")],
        "test_embedded_resource": [
            embedded("test://embedded-resource", "This is an embedded resource content.")
        ],
        "test_multiple_content_types": [
            text("Multiple content types test:"),
            image(),
            embedded("test://mixed-content-resource", '{"test":"data","value":123}', "application/json"),
        ],
    }
    if params.name in content:
        return types.CallToolResult(content=content[params.name])
    words = "This tool intentionally returns an error for testing"
    return types.CallToolResult(content=[text(words)], is_error=True)


async def list_resources(ctx: Any, params: Any) -> types.ListResourcesResult:
    rows = [("static-text", "text/plain"), ("static-binary", "image/png"), ("watched-resource", "text/plain")]
    return types.ListResourcesResult(
        resources=[
            types.Resource(name=name, uri=f"test://{name}", description=name, mime_type=kind)
            for name, kind in rows
        ]
    )


async def list_templates(ctx: Any, params: Any) -> types.ListResourceTemplatesResult:
    template = types.ResourceTemplate(
        name="template", uri_template="test://template/{id}/data", mime_type="application/json"
    )
    return types.ListResourceTemplatesResult(resource_templates=[template])


async def read_resource(ctx: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
    uri = params.uri
    found: Any
    if uri == "test://static-binary":
        found = types.BlobResourceContents(uri=uri, mime_type="image/png", blob=PIXEL)
    elif uri.startswith("test://template/"):
        number = uri.split("/")[3]
        words = f'{{"id":"{number}","templateTest":true,"data":"Data for ID: {number}"}}'
        found = types.TextResourceContents(uri=uri, mime_type="application/json", text=words)
    else:
        words = "This is the content of the static text resource."
        found = types.TextResourceContents(uri=uri, mime_type="text/plain", text=words)
    return types.ReadResourceResult(contents=[found])


async def nothing(ctx: Any, params: Any) -> types.EmptyResult:
    return types.EmptyResult()


async def list_prompts(ctx: Any, params: Any) -> types.ListPromptsResult:
    def argument(name: str) -> types.PromptArgument:
        return types.PromptArgument(name=name, description=name, required=True)

    return types.ListPromptsResult(
        prompts=[
            types.Prompt(name="test_simple_prompt", description="A prompt."),
            types.Prompt(
                name="test_prompt_with_arguments",
                description="A prompt with arguments.",
                arguments=[argument("arg1"), argument("arg2")],
            ),
            types.Prompt(
                name="test_prompt_with_embedded_resource",
                description="A prompt with a resource.",
                arguments=[argument("resourceUri")],
            ),
            types.Prompt(name="test_prompt_with_image", description="A prompt with an image."),
        ]
    )


async def get_prompt(ctx: Any, params: types.GetPromptRequestParams) -> types.GetPromptResult:
    given = dict(params.arguments or {})
    content: dict[str, list[Any]] = {
        "test_simple_prompt": [text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments": [
            text(f"Prompt with arguments: arg1='{given.get('arg1')}', arg2='{given.get('arg2')}'")
        ],
        "test_prompt_with_embedded_resource": [
            embedded(str(given.get("resourceUri")), "Embedded resource content for testing."),
            text("Please process the embedded resource above."),
        ],
        "test_prompt_with_image": [image(), text("Please analyze the image above.")],
    }
    messages = [types.PromptMessage(role="user", content=part) for part in content[params.name]]
    return types.GetPromptResult(messages=messages)


async def complete(ctx: Any, params: types.CompleteRequestParams) -> types.CompleteResult:
    return types.CompleteResult(completion=types.Completion(values=["paris", "park", "party"], total=150))


def fixture_server() -> Server[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MCPDeprecationWarning)  # logging is deprecated, and still asked for
        return Server(
            "conformance-fixtures",
            version="1",
            on_list_tools=list_tools,
            on_call_tool=call_tool,
            on_list_resources=list_resources,
            on_list_resource_templates=list_templates,
            on_read_resource=read_resource,
            on_subscribe_resource=nothing,
            on_unsubscribe_resource=nothing,
            on_list_prompts=list_prompts,
            on_get_prompt=get_prompt,
            on_completion=complete,
            on_set_logging_level=nothing,
        )


served = McpApplication(fixture_server)
application = ProtocolTypeRouter({"http": served.app, "lifespan": Lifespan(served.running)})
