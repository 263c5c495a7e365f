"""Forms of tickets."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.feedback.models import Ticket
from apps.feedback.selectors import TicketFilter
from apps.feedback.services import SUBJECT_LIMIT
from apps.feedback.tools import TEXT_LIMIT


class TicketForm(forms.Form):
    """A customer's question to a person."""

    category = forms.ChoiceField(
        label=_("What is it about?"), choices=Ticket.Category.choices, initial="other"
    )
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LIMIT)
    order_number = forms.CharField(label=_("Order number (if there is one)"), max_length=16, required=False)
    text = forms.CharField(
        label=_("What happened?"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 6})
    )


class ReplyForm(forms.Form):
    """A customer's further words."""

    text = forms.CharField(
        label=_("Your message"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4})
    )


class AgentReplyForm(ReplyForm):
    """An agent's reply, or a note that only agents read."""

    internal = forms.BooleanField(label=_("Internal note: the customer does not see it"), required=False)


class TicketFilterForm(forms.Form):
    """Filters of the support list; what can't be read counts as not given."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("open", _("Not resolved")), *Ticket.Status.choices, ("all", _("All"))],
    )
    assignee = forms.ChoiceField(
        label=_("Assigned to"),
        required=False,
        choices=[("", _("Everyone")), ("me", _("Me")), ("nobody", _("Nobody"))],
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Every category")), *Ticket.Category.choices]
    )
    text = forms.CharField(label=_("Number or words"), required=False)


def ticket_filter(form: TicketFilterForm) -> TicketFilter:
    """Return the filter of a bound form, leaving out fields with errors."""
    form.is_valid()
    given = form.cleaned_data
    return TicketFilter(
        status=given.get("status") or "open",
        assignee=given.get("assignee", ""),
        category=given.get("category", ""),
        text=given.get("text", ""),
    )


def filter_form(data: QueryDict) -> TicketFilterForm:
    values = data.copy()
    values.setdefault("status", "open")
    return TicketFilterForm(values)
