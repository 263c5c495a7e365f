"""What the shop remembers of a person, for every door: seen, told, forgotten, allowed, stopped."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.catalog.memory import (
    ALLOW_TOOL,
    Told,
    memory_allow,
    memory_forget,
    memory_of,
    memory_stop,
    memory_tell,
)
from apps.catalog.memory_shown import item_text
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult, UndoStep
from retailgenie.ai.types import ConfirmCard, MemoryItem, Trait

Words = Annotated[str, Field(max_length=80)]
Paise = Annotated[int, Field(ge=0, lt=2**53)]
Whom = Literal[
    "", "son", "daughter", "child", "husband", "wife", "mother", "father", "brother", "sister", "friend"
]


class RememberPreference(Arguments):
    """value: a size or a brand of the shop. goods: what it is about, in plain words; kinds: its categories.

    whom: for whom it is, empty for the person. A budget has an amount in paise instead of a value.
    """

    what: Trait
    value: Annotated[str, Field(max_length=40)] = ""
    goods: Words = ""
    kinds: Annotated[tuple[Words, ...], Field(max_length=60)] = ()
    whom: Whom = ""
    low_paise: Paise | None = None
    high_paise: Paise | None = None

    def told(self) -> Told:
        return Told(**self.model_dump())


class AllowMemory(Arguments):
    """first: the first thing to remember, where there is one."""

    first: RememberPreference | None = None


class ForgetMemory(Arguments):
    """keys: of the items; none means everything."""

    keys: Annotated[tuple[Annotated[str, Field(max_length=160)], ...], Field(max_length=100)] = ()


@tool(NoArguments, needs_login=True)
def list_memory(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List what the shop remembers of the logged-in person, where each item is from, and whether they agreed."""
    return ToolResult(memory_of(person=caller.person, now=timezone.now()))


def _words(arguments: RememberPreference) -> str:
    row = MemoryItem("", arguments.what, arguments.value, goods=arguments.goods, whom=arguments.whom,
                     low_paise=arguments.low_paise, high_paise=arguments.high_paise)  # fmt: skip
    return item_text(row)


@tool(RememberPreference, risk=Risk.WRITE, needs_login=True)
def remember_preference(caller: Caller, arguments: RememberPreference) -> ToolResult:
    """Remember a size, a favourite brand or a budget that the person states; only once they agreed to be remembered."""
    now = timezone.now()
    key = memory_tell(person=caller.person, told=arguments.told(), now=now)
    changed = _("Remembered: %(what)s") % {"what": _words(arguments)}
    undo = UndoStep("forget_memory", {"keys": [key]})
    return ToolResult(memory_of(person=caller.person, now=now), changed=changed, undo=undo)


def _allow_card(caller: Caller, arguments: AllowMemory) -> ConfirmCard:
    first = [(_("First"), _words(arguments.first))] if arguments.first else []
    return ConfirmCard(
        title=_("Shall the shop remember you?"),
        lines=(
            *first,
            (_("What"), _("Sizes, favourite brands, budgets")),
            (_("Where from"), _("What you say, and what you buy and keep")),
            (_("Yours"), _("See and delete each item, or stop it all, at any time")),
        ),
        confirm_label=_("Yes, remember"),
    )


@tool(AllowMemory, name=ALLOW_TOOL, risk=Risk.HIGH, needs_login=True, preview=_allow_card)
def allow_memory(caller: Caller, arguments: AllowMemory) -> ToolResult:
    """Record that the person agrees to be remembered across conversations, with the first thing to remember."""
    first = arguments.first.told() if arguments.first else None
    view = memory_allow(person=caller.person, door=caller.door, first=first, now=timezone.now())
    return ToolResult(view, changed=_("We remember you from now on"))


@tool(ForgetMemory, risk=Risk.WRITE, needs_login=True)
def forget_memory(caller: Caller, arguments: ForgetMemory) -> ToolResult:
    """Forget some of what is remembered of the person, or everything; the consent stays."""
    view = memory_forget(person=caller.person, keys=arguments.keys, now=timezone.now())
    return ToolResult(view, changed=_("Forgotten"))


@tool(NoArguments, risk=Risk.WRITE, needs_login=True)
def stop_memory(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Withdraw the consent to be remembered: everything remembered is erased at once and nothing new is kept."""
    view = memory_stop(person=caller.person, door=caller.door, now=timezone.now())
    return ToolResult(view, changed=_("We remember nothing of you any more"))
