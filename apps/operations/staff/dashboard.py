"""The numbers above the admin's list of models."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.operations.staff.selectors import day_numbers
from retailgenie.lib.money import format_inr


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add today's numbers, each with the page that explains it."""
    numbers = day_numbers(timezone.localdate())
    staff, board = reverse("operations:staff"), reverse("operations:orders")
    desk = reverse("feedback:tickets")
    context["figures"] = [
        (_("Orders today"), str(numbers.orders), board),
        (_("Revenue today"), format_inr(numbers.revenue_paise), staff),
        (_("Average order"), format_inr(numbers.average_paise), staff),
        (_("Cancelled today"), str(numbers.cancelled), f"{board}?status=cancelled"),
        (_("Conversations today"), str(numbers.conversations), staff),
        (_("Tickets to answer"), str(numbers.tickets["new"] + numbers.tickets["open"]), desk),
    ]
    context["top"] = numbers.top
    context["low"] = numbers.low
    return context
