"""The programs that come to the shop for other people, and what each may do."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.protocols.session_models import AgentSession

__all__ = ["Agent", "AgentSession"]


class Agent(models.Model):
    """One program, kept from its first request on. What it did is computed from the ledger's events.

    key is what events carry: "token:<start of its service token>", "ucp:<address of its profile>", "acp:<name>", or
    "anonymous" for everybody who comes without a token.
    """

    class Kind(models.TextChoices):
        TOKEN = "token", _("Service token")
        UCP = "ucp", "UCP"
        ACP = "acp", "ACP"
        ANONYMOUS = "anonymous", _("Without a token")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120, blank=True)
    per_minute = models.PositiveIntegerField(
        _("requests a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty means the shop's usual limit."),
    )
    webhook_url = models.CharField(
        _("where it hears of its orders"),
        max_length=500,
        blank=True,
        help_text=_("UCP agents say it in their profile; this is for ACP."),
    )
    webhook_secret = models.CharField(_("secret of its messages"), max_length=120, blank=True)
    is_stopped = models.BooleanField(_("stopped"), default=False, help_text=_("Every request is refused."))
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")

    def __str__(self) -> str:
        return self.name or self.key
