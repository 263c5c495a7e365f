"""Our own capabilities, experimental: cancel, return or exchange an order, and ask the shop a question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from apps.ledger.execution import execute_tool
from apps.orders.models import Order
from apps.orders.selectors import orders_with_parts
from apps.protocols.desk.sessions import caller_of_session
from apps.protocols.models import AgentSession
from apps.protocols.ucp.asked import AfterIn, AskIn
from apps.protocols.ucp.choosing import variant_of
from apps.protocols.ucp.envelope import absolute, error_message, failure, metadata
from apps.protocols.ucp.orders import order_body, session_of_order
from apps.protocols.ucp.people import caller_of_context
from apps.protocols.ucp.sessions_shown import line_id
from apps.protocols.ucp.words import Answer, Context, Unauthenticated
from retailgenie.ai.tools.types import Caller, Done, NeedsApproval, Person, Refused

TOOLS = {"cancel": "cancel_order", "return": "return_items", "exchange": "exchange_items"}


def after_purchase(context: Context, number: str, body: dict[str, Any]) -> Answer:
    """Cancel, return or exchange in two steps: the first answers with a card and its token and changes nothing."""
    if not context.authenticated:
        raise Unauthenticated(_("Please sign the request, or send the person's token."))
    asked = AfterIn.model_validate(body)
    session = session_of_order(number, context)
    if session is None:
        return Answer(failure(context, [error_message("not_found", _("There is no such order."))]), 404)
    order = orders_with_parts().get(number=session.order_number)
    arguments = _arguments(asked, order, session)
    outcome = execute_tool(_owner(session), TOOLS[asked.action], arguments, asked.approval)
    match outcome:
        case Refused():
            return Answer(failure(context, [error_message(outcome.code, outcome.message, "recoverable")]))
        case NeedsApproval():
            card = outcome.card
            shown = {"title": card.title, "lines": [list(x) for x in card.lines]}
            return Answer({"ucp": metadata(context), "approval": outcome.token, "confirm": shown}, 202)
    order = orders_with_parts().get(number=session.order_number)
    return Answer({**order_body(order, session), "ucp": metadata(context)})


def ask(context: Context, body: dict[str, Any]) -> Answer:
    """Answer a question about the shop from its documents, with the places where it stands."""
    asked = AskIn.model_validate(body)
    outcome = execute_tool(caller_of_context(context), "search_policies", {"question": asked.query[:300]})
    assert isinstance(outcome, Done)
    found = outcome.result.data
    links = [{"type": "citation", "url": absolute(x.url), "title": x.title} for x in found.citations[:3]]
    answer: dict[str, Any] = {"ucp": metadata(context), "answer": {"plain": found.answer}, "links": links}
    if not found.answer:
        text = _("I don't have that information.")
        answer |= {
            "answer": {"plain": text},
            "messages": [{"type": "info", "code": "unknown", "content": text}],
        }
    return Answer(answer)


def _owner(session: AgentSession) -> Caller:
    """The order is the linked person's, or the session's own visitor's."""
    caller = caller_of_session(session)
    return replace(caller, person=Person(user_id=session.user_id)) if session.user_id else caller


def _arguments(asked: AfterIn, order: Order, session: AgentSession) -> dict[str, Any]:
    by_id = {line_id(session, x.variant_id or 0): x.pk for x in order.lines.all()}
    rows = [(by_id.get(x.id, 0), x) for x in asked.line_items]
    if asked.action == "exchange":
        items = [
            {"line_id": pk, "variant_id": variant_of(x.item.id) or 0, "quantity": x.quantity}
            for pk, x in rows
        ]
        return {"number": order.number, "items": items, "reason": asked.reason}
    found: dict[str, Any] = {"number": order.number, "reason": asked.reason}
    if rows:
        found["lines"] = [{"line_id": pk, "quantity": x.quantity} for pk, x in rows]
    return found
