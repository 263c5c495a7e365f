"""Signed links with which a person goes on in the shop where their agent stopped."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.protocols.models import AgentSession
from retailgenie.lib.errors import NotFound

SALT = "agents.continue"


def continue_url(session: AgentSession) -> str:
    """Return the address at which a person finds what the agent has put together; it lives as long as the session."""
    token = signing.Signer(salt=SALT).sign(session.id)
    return f"{settings.SITE_URL}{reverse('protocols:continue', args=[token])}"


def session_of_link(token: str) -> AgentSession:
    """Return the open session behind a link; raises NotFound."""
    try:
        session_id = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature as error:
        raise NotFound(_("This link has expired.")) from error
    found = AgentSession.objects.select_related("agent").filter(pk=session_id, state="open").first()
    if found is None:
        raise NotFound(_("This link has expired."))
    return found
