"""Who is behind a request or a socket, read anew for every turn so that a log-out counts at once."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime
from typing import cast

from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest

from apps.accounts.callers import caller_for
from apps.accounts.middleware import VISITOR_KEY
from apps.accounts.models import User
from apps.ledger.modality import modality_seen
from apps.ledger.models import Modality
from retailgenie.ai.tools.types import Caller, Door
from retailgenie.ai.types import Language


def user_of(session: SessionBase) -> User | None:
    """Return the logged-in user of a session, or None."""
    request = HttpRequest()
    request.session = session
    user = get_user(request)
    return user if isinstance(user, User) else None


def socket_caller(
    session: SessionBase | None, *, passing_id: str, language: Language, address: str = ""
) -> tuple[Caller, User | None]:
    """Return the caller behind a socket; without a session it is a visitor for as long as the socket lives."""
    if session is None or session.session_key is None:
        passing = caller_for(None, visitor_id=passing_id, door=Door.CHAT, language=language, address=address)
        return passing, None
    fresh = type(session)(session.session_key)
    user = user_of(fresh)
    visitor = cast(str, fresh.get(VISITOR_KEY, "")) or passing_id
    known = caller_for(user, visitor_id=visitor, door=Door.CHAT, language=language, address=address)
    return known, user


def note_talking(session: SessionBase | None, *, caller: Caller, now: datetime) -> None:
    """Note that somebody who may have come from the classic view talks now; a session that has gone is left."""
    if session is None or session.session_key is None:
        return
    fresh = type(session)(session.session_key)
    talk = Modality.CONVERSATION
    modality_seen(fresh, caller=caller, modality=talk, view="chat:socket", now=now)
    if fresh.modified:
        with suppress(UpdateError):
            fresh.save()


def passing_visitor() -> str:
    """Return an id for a visitor who brings no cookie."""
    return str(uuid.uuid4())
