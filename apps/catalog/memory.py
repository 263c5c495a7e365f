"""What the shop remembers of a person: with their consent only, told or bought, shown and forgotten item by item.

Told things are kept in rows; what purchases say is read from the orders each time, so that a thing that goes back
takes with it what it taught. Guests are never remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.services import consent_grant, consent_open, consent_withdraw
from apps.catalog.facts import BRAND, facts
from apps.catalog.memory_learning import learnt
from apps.catalog.models import Forgotten, ToldPreference
from apps.ledger.audit import audit_append
from apps.ledger.traces import traces_empty, was_asked
from retailgenie.ai.tools.types import Door, Person
from retailgenie.ai.types import MemoryView, Trait
from retailgenie.lib.errors import NotFound, ShopError

PURPOSE = "memory"  # of the consent
ALLOW_TOOL = "allow_memory"
TOOLS = (ALLOW_TOOL, "remember_preference", "forget_memory", "stop_memory", "list_memory")
MOST_TOLD = 100  # things that one person may have told
ANY = "any"  # stands in a key for goods of any kind
_forgetting: list[Callable[[str], None]] = []


class NotRemembered(ShopError):
    """The person has not agreed to be remembered; ask them first."""

    code: ClassVar[str] = "memory_not_allowed"
    status: ClassVar[int] = 409


class NotInTheShop(ShopError):
    """No product has this size or brand, so that remembering it would help nobody."""

    code: ClassVar[str] = "unknown_value"
    status: ClassVar[int] = 422


class MemoryFull(ShopError):
    """A person told more than is kept of one; something must be forgotten first."""

    code: ClassVar[str] = "memory_full"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a person says of themselves. kinds: category names; whom: "" for themselves."""

    what: Trait
    value: str = ""
    goods: str = ""
    kinds: tuple[str, ...] = ()
    whom: str = ""
    low_paise: int | None = None
    high_paise: int | None = None


def on_forget(part: Callable[[str], None]) -> None:
    """Register what an app above keeps of a person's memory: part(owner_key) removes it."""
    _forgetting.append(part)


def memory_of(*, person: Person, now: datetime) -> MemoryView:
    """Return what is remembered of a person; nothing without their consent, and nothing of guests."""
    if person.user_id is None:
        return MemoryView()
    if not consent_open(user_id=person.user_id, purpose=PURPOSE):
        return MemoryView(asked=was_asked(owner_key=person.key, tool=ALLOW_TOOL))
    told = list(ToldPreference.objects.filter(owner_key=person.key).order_by("what", "goods", "value", "pk"))
    forgotten = list(Forgotten.objects.filter(owner_key=person.key))
    return MemoryView(allowed=True, asked=True, items=learnt(person.key, told, forgotten, now=now))


@transaction.atomic
def memory_allow(*, person: Person, door: Door, first: Told | None, now: datetime) -> MemoryView:
    """Record the consent and, where one is given, the first thing to remember."""
    user = _user(person)
    if not consent_open(user_id=user.pk, purpose=PURPOSE):
        consent_grant(user=user, purpose=PURPOSE, now=now)
        audit_append(actor=person.key, door=door, action="memory.allowed", now=now)
    if first is not None:
        memory_tell(person=person, told=first, now=now)
    return memory_of(person=person, now=now)


@transaction.atomic
def memory_tell(*, person: Person, told: Told, now: datetime) -> str:
    """Keep what a person said; the same thing said anew takes the old one's place. Returns its key.

    Raises NotRemembered without consent, NotInTheShop, MemoryFull.
    """
    if not consent_open(user_id=_user(person).pk, purpose=PURPOSE):
        raise NotRemembered(_("You have not agreed that we remember things of you."))
    values = _checked(told)
    key = key_of(told.what, told.goods, value=str(values["value"]), whom=told.whom)
    mine = ToldPreference.objects.filter(owner_key=person.key)
    if mine.exclude(key=key).count() >= MOST_TOLD:
        raise MemoryFull(_("We remember %(count)d things of you already.") % {"count": MOST_TOLD})
    values |= {"what": told.what, "goods": told.goods, "whom": told.whom, "said_at": now}
    ToldPreference.objects.update_or_create(owner_key=person.key, key=key, defaults=values)
    return key


@transaction.atomic
def memory_forget(*, person: Person, keys: Sequence[str], now: datetime) -> MemoryView:
    """Forget some things, or everything where no key is named; orders until now teach them no more.

    Raises NotFound for what is not remembered, and forgets nothing then.
    """
    known = {item.key for item in memory_of(person=person, now=now).items}
    if set(keys) - known:
        raise NotFound(_("We remember nothing like that of you."))
    mine = ToldPreference.objects.filter(owner_key=person.key)
    (mine.filter(key__in=keys) if keys else mine).delete()
    for key in keys or ("",):
        Forgotten.objects.update_or_create(owner_key=person.key, key=key, defaults={"at": now})
    _forget_traces(person.key, now)
    return memory_of(person=person, now=now)


@transaction.atomic
def memory_stop(*, person: Person, door: Door, now: datetime) -> MemoryView:
    """Withdraw the consent and erase at once everything that was kept under it."""
    user = _user(person)
    if consent_open(user_id=user.pk, purpose=PURPOSE):
        consent_withdraw(user=user, purpose=PURPOSE, now=now)
        audit_append(actor=person.key, door=door, action="memory.stopped", now=now)
    memory_erase(person.key)
    _forget_traces(person.key, now)
    return memory_of(person=person, now=now)


def memory_erase(owner_key: str) -> None:
    """Remove all rows of a person."""
    ToldPreference.objects.filter(owner_key=owner_key).delete()
    Forgotten.objects.filter(owner_key=owner_key).delete()


def _forget_traces(owner_key: str, now: datetime) -> None:
    traces_empty(owner_key=owner_key, tools=TOOLS, now=now)
    for part in _forgetting:
        part(owner_key)


def key_of(what: Trait, goods: str, *, value: str = "", whom: str = "", audience: str = "") -> str:
    """Return the name of an item: "size:shirts", "size:shoes:son", "brand:anokhi"."""
    named = value if what is Trait.BRAND else goods
    name = slugify(named, allow_unicode=True)[:100] or ANY
    return ":".join(x for x in (what.value, name, slugify(whom or audience)) if x)


def _checked(told: Told) -> dict[str, object]:
    """Return the columns of what was told, in the words of the catalogue."""
    known, value = facts(), told.value.strip()
    if told.what is Trait.BRAND:
        value = known.canonical.get((BRAND, value.casefold()), "")
    elif told.what is Trait.SIZE:
        value = next((x for x in known.canonical_sizes(value) if x in known.size_order), "")
    if told.what is not Trait.BUDGET and not value:
        raise NotInTheShop(_("Nothing in the shop has %(value)s.") % {"value": told.value[:40]})
    if told.what is Trait.BUDGET and told.low_paise is None and told.high_paise is None:
        raise NotInTheShop(_("A budget needs an amount."))
    below = {key for kind in told.kinds for key in known.categories.get(kind.casefold(), ())}
    kinds = sorted({known.category_names[key] for key in below if key in known.category_names})
    return {
        "value": "" if told.what is Trait.BUDGET else value,
        "kinds": kinds or list(told.kinds),
        "low_paise": told.low_paise,
        "high_paise": told.high_paise,
    }


def _user(person: Person) -> User:
    found = User.objects.filter(Q(pk=person.user_id) & Q(is_active=True)).first()
    if found is None:
        raise NotFound(_("There is no such account."))
    return found
