"""What agents keep open with us: carts and checkouts, each with a shopping cart of its own behind it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class AgentSession(models.Model):
    """One cart or checkout of an agent. It shops as a visitor of its own, so it never touches anybody's own cart.

    choices: what was chosen, in the shop's words (buyer, destination, option, instruments). given: what the protocol
    wants back as it came (ids of lines, context). shown: digest of the state that the agent saw last.
    """

    class Kind(models.TextChoices):
        CART = "cart"
        CHECKOUT = "checkout"

    class State(models.TextChoices):
        OPEN = "open"
        COMPLETED = "completed"
        CANCELED = "canceled"

    id = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    door = models.CharField(max_length=8)
    agent = models.ForeignKey("protocols.Agent", on_delete=models.CASCADE, related_name="sessions")
    visitor_id = models.CharField(max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    from_cart = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    choices = models.JSONField(default=dict, blank=True)
    given = models.JSONField(default=dict, blank=True)
    shown = models.CharField(max_length=64, blank=True)
    order_number = models.CharField(max_length=16, blank=True, db_index=True)
    cancel_reason = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_cart"],
                condition=Q(state="open", kind="checkout"),
                name="one_open_checkout_per_agent_cart",
            )
        ]

    def __str__(self) -> str:
        return self.id
