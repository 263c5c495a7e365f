"""Sign-up, export and erasure, tokens, consent."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Consent, Role, ServiceToken, User
from retailgenie.lib.errors import ShopError

USE_NOTED_EVERY = timedelta(minutes=1)  # so that a busy program doesn't write one row a request
TOKEN_PREFIX = "rg_"  # noqa: S105 - the public start of every token
_exports: dict[str, Callable[[str], Any]] = {}
_erasures: list[Callable[[str], None]] = []


class EmailTaken(ShopError):
    """An account with this address exists; the person should log in or reset the password."""

    code: ClassVar[str] = "email_taken"
    status: ClassVar[int] = 409


class WeakPassword(ShopError):
    """The password breaks a rule; the message says which."""

    code: ClassVar[str] = "weak_password"


def on_export(name: str, part: Callable[[str], Any]) -> None:
    """Register an app's part of a person's data export: part(owner_key) -> JSON-safe data."""
    _exports[name] = part


def on_erase(part: Callable[[str], None]) -> None:
    """Register an app's part of erasing a person: part(owner_key)."""
    _erasures.append(part)


def person_sign_up(*, email: str, password: str, name: str, phone: str = "", language: str = "en") -> User:
    """Create a shopper; raises EmailTaken or WeakPassword and creates nothing."""
    candidate = User(email=email.lower(), name=name)
    try:
        validate_password(password, candidate)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name, phone=phone, language=language)
    except IntegrityError as error:
        raise EmailTaken(_("There is an account with this e-mail address. Please log in.")) from error


def person_export(*, user: User) -> dict[str, Any]:
    """Return everything the shop keeps of a person, one part an app."""
    own = {
        "email": user.email,
        "name": user.name,
        "phone": user.phone,
        "pin": user.pin,
        "language": user.language,
        "joined_at": user.date_joined.isoformat(),
        "last_login_at": user.last_login.isoformat() if user.last_login else None,
        "agreed_to": [
            {"purpose": x.purpose, "granted_at": x.granted_at.isoformat(), "open": x.withdrawn_at is None}
            for x in user.consents.order_by("granted_at")
        ],
        "keys_of_programs": [
            {"name": x.name, "starts_with": x.prefix, "may": x.scopes, "revoked": x.revoked_at is not None}
            for x in user.service_tokens.order_by("created_at")
        ],
    }
    return {"account": own} | {name: part(f"user:{user.pk}") for name, part in _exports.items()}


@transaction.atomic
def person_erase(*, user: User) -> None:
    """Remove a person's data; orders stay as the law asks, without their name."""
    for part in _erasures:
        part(f"user:{user.pk}")
    user.consents.all().delete()
    user.service_tokens.all().delete()
    AccessAttempt.objects.filter(username=user.email).delete()
    AccessLog.objects.filter(username=user.email).delete()
    AccessFailureLog.objects.filter(username=user.email).delete()
    user.email, user.name, user.phone, user.pin = f"erased-{user.pk}@erased.invalid", "", "", ""
    user.is_active = False
    user.set_unusable_password()
    user.save()


def consent_grant(*, user: User, purpose: str, now: datetime) -> Consent:
    """Record a consent; one that is open already is returned as it is."""
    row, _ = Consent.objects.get_or_create(
        user=user, purpose=purpose, withdrawn_at=None, defaults={"granted_at": now}
    )
    return row


def consent_withdraw(*, user: User, purpose: str, now: datetime) -> None:
    Consent.objects.filter(user=user, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)


def consent_open(*, user_id: int, purpose: str) -> bool:
    """Say whether a person agreed to a purpose and has not withdrawn it."""
    return Consent.objects.filter(user_id=user_id, purpose=purpose, withdrawn_at=None).exists()


def token_issue(
    *, user: User, name: str, scopes: list[str], now: datetime, expires_at: datetime | None = None
) -> tuple[ServiceToken, str]:
    """Create a token for a program; the secret is returned once and never stored.

    scopes: names of the tools it may run; empty means every tool of its person.
    """
    row = ServiceToken(user=user, name=name, scopes=scopes, expires_at=expires_at)
    secret = token_seal(token=row, now=now)
    row.save()
    return row, secret


def token_seal(*, token: ServiceToken, now: datetime) -> str:
    """Give an unsaved token its secret and return it; the row keeps only the start and the digest."""
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token.prefix, token.digest = secret[:12], hashlib.sha256(secret.encode()).hexdigest()
    token.created_at = now
    return secret


def token_owner(*, secret: str, now: datetime) -> tuple[User, ServiceToken] | None:
    """Return who a token speaks for, or None when it is unknown, expired or revoked."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    row = ServiceToken.objects.select_related("user").filter(digest=digest, revoked_at=None).first()
    if row is None or not row.user.is_active or (row.expires_at is not None and row.expires_at <= now):
        return None
    if row.last_used_at is None or now - row.last_used_at > USE_NOTED_EVERY:
        ServiceToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row.user, row


def token_revoke(*, token: ServiceToken, now: datetime) -> None:
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])


def service_account_create(*, email: str, name: str) -> User:
    """Create an account that only tokens can use."""
    user = User.objects.create_user(email, None, name=name, role=Role.SERVICE)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user
