"""Resources and prompts: what an assistant reads, and what a person can pick from its menu."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    GetPromptResult,
    Prompt,
    PromptArgument,
    PromptMessage,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
)

from apps.content.pages import document_published, documents_by_topic
from apps.ledger.execution import execute_tool
from apps.ledger.rest import outcome_body
from apps.protocols.mcp.access import Access
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Done, Refused

SCHEME = "retailgenie"
RESOURCE_NOT_FOUND = -32002  # MCP 2025-11-25, resources, error handling
MAX_COMPLETIONS = 100  # MCP 2025-11-25, completion


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource. tool: what reads one; "" for a document of the help centre."""

    name: str
    description: str
    tool: str = ""
    argument: str = ""


KINDS = {
    "product": Kind(
        "product", "One product with its variants, stock and reviews.", "get_product", "product_id"
    ),
    "order": Kind("order", "One of the person's orders with its timeline.", "get_order", "number"),
    "policy": Kind("policy", "One document of the help centre."),
}
TEMPLATES = [
    ResourceTemplate(
        name=kind.name,
        title=kind.name.capitalize(),
        uri_template=f"{SCHEME}://{kind.name}/{{id}}",
        description=kind.description,
        mime_type="application/json" if kind.tool else "text/markdown",
    )
    for kind in KINDS.values()
]


class NoSuchResource(MCPError):
    """There is nothing at this address, or it is somebody else's."""

    def __init__(self, uri: str) -> None:
        super().__init__(RESOURCE_NOT_FOUND, "Resource not found", {"uri": uri})


def resources_for(access: Access) -> list[Resource]:
    """Return the documents of the help centre, and with a token the person's latest orders."""
    found = [
        Resource(
            name=document.slug,
            title=document.title,
            uri=f"{SCHEME}://policy/{document.slug}",
            description=topic,
            mime_type="text/markdown",
        )
        for topic, documents in documents_by_topic(access.caller.language.value)
        for document in documents
    ]
    return found + [
        Resource(
            name=number,
            title=f"Order {number}",
            uri=f"{SCHEME}://order/{number}",
            mime_type="application/json",
        )
        for number in _order_numbers(access)
    ]


def resource_read(access: Access, uri: str) -> list[TextResourceContents]:
    """Return one resource's contents; raises NoSuchResource."""
    kind_name, _slash, key = uri.removeprefix(f"{SCHEME}://").partition("/")
    kind = KINDS.get(kind_name) if uri.startswith(f"{SCHEME}://") else None
    if kind is None or not key:
        raise NoSuchResource(uri)
    if not kind.tool:
        document = document_published(key, access.caller.language.value)
        if document is None:
            raise NoSuchResource(uri)
        text = f"# {document.title}\n\n{document.body}"
        return [TextResourceContents(uri=uri, mime_type="text/markdown", text=text)]
    body = _read(access, kind, key)
    if body is None:
        raise NoSuchResource(uri)
    text = json.dumps(body, ensure_ascii=False)
    return [TextResourceContents(uri=uri, mime_type="application/json", text=text)]


def _read(access: Access, kind: Kind, key: str) -> Any:
    if not access.may_use(registry.get(kind.tool)):
        return None
    outcome = execute_tool(access.caller, kind.tool, {kind.argument: key})
    return None if isinstance(outcome, Refused) else outcome_body(outcome)["data"]


def _order_numbers(access: Access) -> list[str]:
    if not access.has_token or not access.may_use(registry.get("list_orders")):
        return []
    listed = execute_tool(access.caller, "list_orders", {})
    return [order.number for order in listed.result.data.orders] if isinstance(listed, Done) else []


# --- prompts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt: what it is for, its arguments (name, description, required), and the words it becomes."""

    description: str
    arguments: tuple[tuple[str, str, bool], ...]
    words: Callable[[dict[str, str]], str]


def _gift(given: dict[str, str]) -> str:
    limit = f" for at most ₹{given['budget']}" if given.get("budget") else ""
    return (
        f"Find a gift for {given['person']}{limit}. Search with search_products, compare the two or three best with "
        "compare_products, check check_availability, and say why each fits. Don't name anything the tools didn't show."
    )


def _order(given: dict[str, str]) -> str:
    which = f"order {given['number']}" if given.get("number") else "my latest order"
    return f"Where is {which}? Use track_order, and say what happens next and when, as the tool tells it."


def _return(given: dict[str, str]) -> str:
    why = f" because {given['reason']}" if given.get("reason") else ""
    return (
        f"I want to return something from order {given['number']}{why}. Ask return_eligibility first, tell me what may "
        "come back, until when and what I get; then call return_items without approval, show me the card, and send "
        "the approval only after my yes."
    )


PROMPTS = {
    "find_a_gift": Template(
        "Find a gift for somebody.",
        (("person", "Who it is for and what they like.", True), ("budget", "At most so many rupees.", False)),
        _gift,
    ),
    "where_is_my_order": Template(
        "Say where an order is.", (("number", "The order's number; without it the latest.", False),), _order
    ),
    "return_something": Template(
        "Return something from an order.",
        (("number", "The order's number.", True), ("reason", "Why it comes back.", False)),
        _return,
    ),
}


def prompts_listed() -> list[Prompt]:
    """Return the prompts with their arguments."""
    return [
        Prompt(
            name=name,
            title=name.replace("_", " ").capitalize(),
            description=prompt.description,
            arguments=[
                PromptArgument(name=argument, description=text, required=required)
                for argument, text, required in prompt.arguments
            ],
        )
        for name, prompt in PROMPTS.items()
    ]


def prompt_get(name: str, given: dict[str, str]) -> GetPromptResult:
    """Return a prompt's words; raises MCPError (invalid params) for an unknown name or a missing argument."""
    prompt = PROMPTS.get(name)
    if prompt is None:
        raise MCPError(INVALID_PARAMS, f"There is no prompt called {name!r}.")
    missing = [
        argument for argument, _text, required in prompt.arguments if required and not given.get(argument)
    ]
    if missing:
        raise MCPError(INVALID_PARAMS, f"Missing: {', '.join(missing)}.")
    message = PromptMessage(role="user", content=TextContent(text=prompt.words(given)))
    return GetPromptResult(description=prompt.description, messages=[message])


def completions(access: Access, argument: str, typed: str) -> list[str]:
    """Return what an argument may become: order numbers of the person, names of documents."""
    choices: list[str] = []
    if argument in {"number", "id"}:
        choices += _order_numbers(access)
    if argument == "id":
        topics = documents_by_topic(access.caller.language.value)
        choices += [document.slug for _topic, documents in topics for document in documents]
    return [x for x in choices if x.casefold().startswith(typed.casefold())][:MAX_COMPLETIONS]
