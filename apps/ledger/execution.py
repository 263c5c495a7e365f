"""The only way in which any door runs a tool: permission, approval, receipt, audit and event in one place."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError as BadKey
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from apps.ledger.approvals import approval_issue, approval_lock
from apps.ledger.audit import audit_append
from apps.ledger.events import event_record
from apps.ledger.models import Approval, EventName, Receipt
from retailgenie.ai.codec import from_json, to_json
from retailgenie.ai.tools.registry import UnknownTool, registry
from retailgenie.ai.tools.types import (
    Arguments,
    Caller,
    Done,
    NeedsApproval,
    Outcome,
    Refused,
    Risk,
    Tool,
    ToolResult,
)
from retailgenie.lib.errors import ShopError

UNDO_WINDOW = timedelta(hours=24)
MAX_PROBLEMS = 20  # of one call's arguments that are told; a program needs the first
MAX_PROBLEM = 300  # characters of each


def execute_tool(caller: Caller, name: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
    """Run a tool for a caller. READ and WRITE run at once; HIGH runs only with the token of its own card.

    Refused means that nothing was changed. The same approval sent twice returns the first result again.
    """
    started = time.perf_counter()
    now = timezone.now()
    try:
        tool = registry.get(name)
    except UnknownTool as error:
        return Refused("unknown_tool", str(error))
    outcome: Outcome | None = _refusal(caller, tool)
    if outcome is None:
        try:
            parsed = tool.arguments.model_validate(arguments)
        except ValidationError as error:
            return arguments_refused(error)
        outcome = _attempt(caller, tool, parsed, approval, now)
    _note(caller, tool, outcome, now, (time.perf_counter() - started) * 1000)
    return outcome


def undo_receipt(caller: Caller, receipt_id: str) -> Outcome:
    """Take back the write that a receipt proves, once, within UNDO_WINDOW."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return _undo(caller, receipt_id, now)
    except ShopError as error:
        return Refused(error.code, error.message, error.details)


def arguments_refused(error: ValidationError) -> Refused:
    """Say what is wrong with arguments, a row a field."""
    found = error.errors()[:MAX_PROBLEMS]
    rows = [{"field": _plain(".".join(map(str, x["loc"]))), "problem": _plain(x["msg"])} for x in found]
    text = "; ".join(f"{row['field']}: {row['problem']}" for row in rows)
    return Refused("invalid_arguments", text, {"errors": rows})


def _plain(text: str) -> str:
    """Leave out what no database and no UTF-8 stream can hold: names of fields come from outside."""
    return text.replace("\x00", "").encode(errors="replace").decode()[:MAX_PROBLEM]


def _refusal(caller: Caller, tool: Tool) -> Refused | None:
    if caller.person.is_guest and (tool.needs_login or tool.permissions):
        return Refused("login_required", _("Please log in first; then I can do this."))
    if not caller.may_use(tool):
        missing = sorted(tool.permissions - caller.permissions)
        text = _("You don't have permission to do this.")
        return Refused("permission_missing", text, {"missing": missing} if missing else {"scope": tool.name})
    return None


def _attempt(caller: Caller, tool: Tool, parsed: Arguments, approval: str, now: datetime) -> Outcome:
    try:
        if tool.risk is Risk.READ:
            return Done(tool.run(caller, parsed))
        if tool.risk is Risk.HIGH and not approval:
            return _ask(caller, tool, parsed, now)
        with transaction.atomic():
            return _write(caller, tool, parsed, approval, now)
    except ShopError as error:
        return Refused(error.code, error.message, error.details)


def _ask(caller: Caller, tool: Tool, parsed: Arguments, now: datetime) -> NeedsApproval:
    if tool.preview is None:  # the registry refuses such a tool; this is for the type checker
        raise ShopError(_("This can't be confirmed."))
    card = tool.preview(caller, parsed)
    arguments = parsed.model_dump(mode="json")
    token = approval_issue(caller=caller, tool=tool.name, arguments=arguments, card=card, now=now)
    return NeedsApproval(token, card)


def _write(caller: Caller, tool: Tool, parsed: Arguments, approval: str, now: datetime) -> Done:
    row: Approval | None = None
    arguments = parsed.model_dump(mode="json")
    if tool.risk is Risk.HIGH:
        row = approval_lock(caller=caller, token=approval, tool=tool.name, arguments=arguments, now=now)
        if row.used_at is not None:
            first = Receipt.objects.get(approval=row)
            return Done(ToolResult(from_json(first.result), changed=first.changed), str(first.pk))
        row.used_at = now
        row.save(update_fields=["used_at"])
        binding = str(row.card["value"].get("binding", ""))
        caller = replace(caller, approval=row.digest, approved_binding=binding)
    result = tool.run(caller, parsed)
    return Done(result, _receipt(caller, tool, arguments, result, row, now))


def _receipt(
    caller: Caller,
    tool: Tool,
    arguments: dict[str, Any],
    result: ToolResult,
    approval: Approval | None,
    now: datetime,
) -> str:
    receipt = Receipt.objects.create(
        owner_key=caller.person.key,
        tool=tool.name,
        arguments=arguments,
        changed=result.changed[:300],
        result=to_json(result.data) if tool.risk is Risk.HIGH else None,
        approval=approval,
        undo_tool=result.undo.tool if result.undo else "",
        undo_arguments=result.undo.arguments if result.undo else {},
        conversation_id=caller.conversation_id,
        door=caller.door,
        at=now,
    )
    if tool.risk is Risk.HIGH:
        audit_append(
            actor=caller.person.key, door=caller.door, action=tool.name, target=str(receipt.pk), now=now
        )
    return str(receipt.pk)


def _undo(caller: Caller, receipt_id: str, now: datetime) -> Outcome:
    try:
        receipt = Receipt.objects.select_for_update().get(pk=receipt_id, owner_key=caller.person.key)
    except (Receipt.DoesNotExist, BadKey):
        return Refused("not_found", _("There is nothing like that to undo."))
    if receipt.undone_at is not None:
        return Refused("already_undone", _("That was undone already."))
    if not receipt.undo_tool or receipt.at < now - UNDO_WINDOW:
        return Refused("not_undoable", _("That can't be undone any more."))
    tool = registry.get(receipt.undo_tool)
    result = tool.run(caller, tool.arguments.model_validate(receipt.undo_arguments))
    receipt.undone_at = now
    receipt.save(update_fields=["undone_at"])
    event_record(name=EventName.UNDONE, caller=caller, now=now, tool=receipt.tool)
    return Done(result)


def _note(caller: Caller, tool: Tool, outcome: Outcome, now: datetime, elapsed_ms: float) -> None:
    match outcome:
        case Refused():
            name, extra = EventName.TOOL_REFUSED, {"code": outcome.code}
        case NeedsApproval():
            name, extra = EventName.APPROVAL_ASKED, {}
        case _:
            name, extra = EventName.TOOL_CALLED, {}
    event_record(name=name, caller=caller, now=now, tool=tool.name, ms=round(elapsed_ms, 1), **extra)
