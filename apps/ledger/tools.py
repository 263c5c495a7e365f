"""What a person was told and how they want to be told, for every door."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.ledger.models import NoticeKind
from apps.ledger.notice_shown import notice_view
from apps.ledger.notices import choice_set, choices_of, notices_of, notices_read, unread_count
from apps.ledger.unsubscribing import ALWAYS_BY_EMAIL
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult, UndoStep
from retailgenie.ai.types import NoticeChoices, NoticeChoiceView, NoticeList

PAGE = 20


class ListNotices(Arguments):
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class ReadNotices(Arguments):
    """No ids: all."""

    notice_ids: Annotated[tuple[Annotated[int, Field(gt=0, lt=2**63)], ...], Field(max_length=100)] = ()


class ChooseNotices(Arguments):
    """None leaves a way as it is."""

    kind: NoticeKind
    by_email: bool | None = None
    in_shop: bool | None = None


def _listed(owner_key: str, page: int = 1) -> NoticeList:
    rows = notices_of(owner_key)
    start = (page - 1) * PAGE
    shown = tuple(notice_view(row) for row in rows[start : start + PAGE])
    return NoticeList(shown, unread_count(owner_key), rows.count())


def _choices(owner_key: str) -> NoticeChoices:
    return NoticeChoices(
        tuple(
            NoticeChoiceView(kind.value, str(kind.label), by_email, in_shop, kind in ALWAYS_BY_EMAIL)
            for kind, by_email, in_shop in choices_of(owner_key)
        )
    )


@tool(ListNotices)
def list_notifications(caller: Caller, arguments: ListNotices) -> ToolResult:
    """List what the shop told this person, newest first, and how much of it is unread."""
    return ToolResult(_listed(caller.person.key, arguments.page))


@tool(ReadNotices, risk=Risk.WRITE)
def read_notifications(caller: Caller, arguments: ReadNotices) -> ToolResult:
    """Mark some of the person's notifications as read, or all of them."""
    notices_read(owner_key=caller.person.key, notice_ids=arguments.notice_ids, now=timezone.now())
    return ToolResult(_listed(caller.person.key), changed=_("Marked as read"))


@tool(NoArguments)
def list_notification_choices(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Say for each kind of news whether the person gets it by e-mail and in the shop."""
    return ToolResult(_choices(caller.person.key))


@tool(ChooseNotices, risk=Risk.WRITE)
def choose_notifications(caller: Caller, arguments: ChooseNotices) -> ToolResult:
    """Switch a kind of news on or off for this person, by e-mail, in the shop or both."""
    before = {kind: (by_email, in_shop) for kind, by_email, in_shop in choices_of(caller.person.key)}
    choice_set(
        choice_key=caller.person.key,
        kind=arguments.kind,
        by_email=arguments.by_email,
        in_shop=arguments.in_shop,
        now=timezone.now(),
    )
    by_email, in_shop = before[arguments.kind]
    back: dict[str, Any] = {"kind": arguments.kind.value, "by_email": by_email, "in_shop": in_shop}
    return ToolResult(
        _choices(caller.person.key),
        changed=_("Your choice is kept"),
        undo=UndoStep("choose_notifications", back),
    )
