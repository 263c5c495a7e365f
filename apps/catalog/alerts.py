"""Stock alerts: "tell me when it is back", once a wish, however often the job runs.

A guest's address is asked first, so that nobody can have mails sent to somebody else.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.catalog.models import StockAlert, Variant
from apps.catalog.stock import available_by_variant
from apps.ledger.models import NoticeKind
from apps.ledger.notices import Recipient, choice_set, email_key, notify, recipient_of
from apps.ledger.outbox import outbox_add
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.limits import limit_take

MAX_OPEN = 50  # of one person: a long list of wishes; more is a script
CONFIRM_DAYS = timedelta(days=7)  # then a guest's alert that nobody confirmed ends
BATCH = 200  # alerts a transaction
_SALT = "catalog.stock_alert"
OPEN = (StockAlert.State.UNCONFIRMED, StockAlert.State.ACTIVE)


class AlertRefused(ShopError):
    """There is nothing to wait for, or too much is waited for; the message says what to do."""

    code: ClassVar[str] = "alert_refused"
    status: ClassVar[int] = 409


class EmailNeeded(ShopError):
    """A guest has to leave an e-mail address."""

    code: ClassVar[str] = "email_needed"
    status: ClassVar[int] = 422


@transaction.atomic
def alert_add(*, caller: Caller, variant_id: int, now: datetime, email: str = "") -> StockAlert:
    """Note that somebody waits for a variant; the same wish again changes nothing. A guest gets an e-mail to confirm.

    Raises NotFound, AlertRefused, EmailNeeded, TooManyRequests.
    """
    variant = _variant(variant_id)
    if available_by_variant([variant_id])[variant_id] > 0:
        raise AlertRefused(_("It is there: you can buy it now."))
    key, guest = caller.person.key, caller.person.is_guest
    email = _email(email) if guest else ""
    mine = StockAlert.objects.filter(owner_key=key, state__in=OPEN)
    known = mine.filter(variant=variant, email=email).first()
    if known is not None:
        return known
    if mine.count() >= MAX_OPEN:
        raise AlertRefused(
            _("You wait for %(count)d things already. Please take one off first.") % {"count": MAX_OPEN}
        )
    if guest:
        limit_take("stock_alert_address", caller.address, now=now)
        limit_take("stock_alert_email", email, now=now)
    alert = StockAlert.objects.create(
        variant=variant,
        owner_key=key,
        email=email,
        language=caller.language.value[:2],
        state=StockAlert.State.UNCONFIRMED if guest else StockAlert.State.ACTIVE,
        created_at=now,
    )
    if guest:
        _ask_by_email(alert, now)
    return alert


@transaction.atomic
def alert_confirm(*, token: str, now: datetime) -> StockAlert:
    """Wake the alert of a confirmation link; twice is once. Raises NotFound for a link that is none or too late."""
    alert = alert_of_link(token, lock=True)
    if alert.state == StockAlert.State.UNCONFIRMED:
        alert.state = StockAlert.State.ACTIVE
        alert.save(update_fields=["state"])
        kind = NoticeKind.STOCK_ALERTS
        choice_set(choice_key=email_key(alert.owner_key, alert.email), kind=kind, by_email=True, now=now)
        alerts_fire(now=now, variant_ids=[alert.variant_id])
    return alert


def alert_of_link(token: str, *, lock: bool = False) -> StockAlert:
    """Return the alert that a link in an e-mail is about; raises NotFound."""
    try:
        key = int(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(_("There is no such alert.")) from None
    rows = StockAlert.objects.select_related("variant__product").exclude(state=StockAlert.State.ENDED)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=key).first()
    if found is None:
        raise NotFound(_("There is no such alert."))
    return found


@transaction.atomic
def alert_end(*, owner_key: str, alert_id: int) -> StockAlert:
    """Stop waiting; raises NotFound for somebody else's alert."""
    rows = StockAlert.objects.select_for_update(of=("self",)).filter(owner_key=owner_key, pk=alert_id)
    alert = rows.first()
    if alert is None:
        raise NotFound(_("There is no such alert."))
    if alert.state in OPEN:
        alert.state = StockAlert.State.ENDED
        alert.save(update_fields=["state"])
    return alert


def alerts_of(owner_key: str) -> QuerySet[StockAlert]:
    """Return what a person waits for, newest first."""
    rows = StockAlert.objects.filter(owner_key=owner_key, state__in=OPEN)
    return rows.select_related("variant__product").order_by("-created_at", "-pk")


def alerts_fire(*, now: datetime, variant_ids: Collection[int] | None = None) -> int:
    """Tell everybody who waits for something that is there now; returns how many. Safe to run twice at once.

    A row is locked and marked in the transaction that writes its message, so each is told once.
    """
    told = 0
    waiting = StockAlert.objects.filter(state=StockAlert.State.ACTIVE)
    if variant_ids is not None:
        waiting = waiting.filter(variant_id__in=list(variant_ids))
    wanted = set(waiting.order_by().values_list("variant_id", flat=True).distinct())
    there = [key for key, pieces in available_by_variant(wanted).items() if pieces > 0]
    while there:
        with transaction.atomic():
            rows = waiting.filter(variant_id__in=there).select_for_update(skip_locked=True, of=("self",))
            batch = list(rows.select_related("variant__product").order_by("pk")[:BATCH])
            for alert in batch:
                _tell(alert, now)
        told += len(batch)
        if len(batch) < BATCH:
            break
    return told


def alerts_tidy(*, now: datetime) -> int:
    """End the alerts that guests never confirmed; returns how many."""
    old = StockAlert.objects.filter(state=StockAlert.State.UNCONFIRMED, created_at__lt=now - CONFIRM_DAYS)
    return old.update(state=StockAlert.State.ENDED, email="")


@transaction.atomic
def alerts_claim(*, visitor_key: str, owner_key: str, email: str) -> None:
    """Hand a visitor's alerts to the account that they logged in to; one that both have is kept once."""
    theirs = StockAlert.objects.filter(owner_key=visitor_key)
    have = alerts_of(owner_key).values_list("variant_id", flat=True)
    theirs.filter(state__in=OPEN, variant_id__in=list(have)).delete()
    same = theirs.filter(email__iexact=email)
    same.filter(state=StockAlert.State.UNCONFIRMED).update(state=StockAlert.State.ACTIVE)
    same.update(email="", owner_key=owner_key)
    StockAlert.objects.filter(owner_key=visitor_key).update(owner_key=owner_key)


def variant_name(variant: Variant) -> str:
    """Return the title of a variant with its size and colour."""
    details = ", ".join(word for word in (variant.size, variant.colour) if word)
    return f"{variant.product.title} ({details})" if details else variant.product.title


def _variant(variant_id: int) -> Variant:
    rows = Variant.objects.select_related("product").filter(is_active=True, product__is_active=True)
    found = rows.filter(pk=variant_id).first()
    if found is None:
        raise NotFound(_("This product isn't in the shop any more."))
    return found


def _email(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise EmailNeeded(_("To which e-mail address shall we write?")) from None
    return email


def _ask_by_email(alert: StockAlert, now: datetime) -> None:
    token = signing.dumps(alert.pk, salt=_SALT)
    outbox_add(
        key=f"stock-alert-confirm:{alert.pk}",
        channel="email",
        recipient=alert.email,
        template="stock_alert_confirm",
        context={
            "product": variant_name(alert.variant),
            "page": reverse("catalog:alert_confirm", args=[token]),
        },
        language=alert.language,
        owner_key=alert.owner_key,
        now=now,
    )


def _tell(alert: StockAlert, now: datetime) -> None:
    alert.state, alert.told_at = StockAlert.State.TOLD, now
    alert.save(update_fields=["state", "told_at"])
    guest = Recipient(alert.owner_key, alert.email, alert.language)
    notify(
        key=f"stock-alert:{alert.pk}",
        kind=NoticeKind.STOCK_ALERTS,
        recipient=guest if alert.email else recipient_of(alert.owner_key),
        template="stock_back",
        context={"product": variant_name(alert.variant), "price_paise": alert.variant.price_paise},
        url=alert.variant.product.get_absolute_url(),
        now=now,
    )
