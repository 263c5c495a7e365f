"""Reads of invoices and credit notes, scoped by owner, and how they are shown on paper and screen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.orders.billing import BilledLine, Sums, by_rate, from_rows
from apps.orders.billing_models import CreditNote, Invoice
from apps.orders.models import Order
from apps.orders.states import local_tax_name, state_text
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import InvoiceView
from retailgenie.lib.errors import NotFound, ShopError

SEES_ALL = "orders.view"


class InvoiceNotReady(ShopError):
    """The order has no invoice yet; it gets one when it is packed."""

    code: ClassVar[str] = "invoice_not_ready"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice or credit note as it is read; local_tax: SGST or UTGST; both_halves False: IGST alone."""

    document: Invoice | CreditNote
    order_number: str
    lines: list[BilledLine]
    rates: list[tuple[str, Sums]]
    supplied_from: str
    place_of_supply: str
    local_tax: str
    both_halves: bool
    invoice: Invoice | None = None
    credit_notes: tuple[CreditNote, ...] = ()

    @property
    def reason(self) -> str:
        return self.document.reason if isinstance(self.document, CreditNote) else ""


def invoice_find(*, caller: Caller, number: str) -> InvoiceView:
    """Return an invoice by its number or its order's, "" for the latest order's; raises NotFound, InvoiceNotReady."""
    wanted = number.strip().upper()
    invoices = Invoice.objects.select_related("order").prefetch_related("credit_notes")
    invoices = invoices.filter(order__in=_orders(caller, all_of_them=bool(wanted)))
    if wanted:
        invoices = invoices.filter(
            Q(number=wanted) | Q(order__number=wanted) | Q(credit_notes__number=wanted)
        )
    else:
        latest = _orders(caller, all_of_them=False).order_by("-placed_at", "-pk").values("pk")[:1]
        invoices = invoices.filter(order__in=list(latest.values_list("pk", flat=True)))
    found = invoices.first()
    if found is not None:
        return invoice_view(found)
    orders = _orders(caller, all_of_them=bool(wanted))
    if wanted and not orders.filter(number=wanted).exists():
        raise NotFound(_("There is no such order."))
    if not orders.exists():
        raise NotFound(_("You have no orders yet."))
    raise InvoiceNotReady(_("The invoice is made when the order is packed. You will find it with the order."))


def paper_get(*, caller: Caller, number: str) -> Paper:
    """Return an invoice or credit note to print; raises NotFound for a stranger's."""
    wanted, orders = number.strip().upper(), _orders(caller, all_of_them=True)
    invoices = Invoice.objects.select_related("order").prefetch_related("credit_notes")
    invoice = invoices.filter(number=wanted, order__in=orders).first()
    if invoice is not None:
        return _paper(invoice, invoice)
    notes = CreditNote.objects.select_related("invoice__order")
    note = notes.filter(number=wanted, invoice__order__in=orders).first()
    if note is None:
        raise NotFound(_("There is no such invoice."))
    return _paper(note, note.invoice)


def invoice_view(invoice: Invoice) -> InvoiceView:
    """Show an invoice in short, with links."""
    others = [x for x in invoice.order.invoices.all() if x.pk != invoice.pk]
    notes = [*invoice.credit_notes.all(), *(note for x in others for note in x.credit_notes.all())]
    return InvoiceView(
        number=invoice.number,
        order_number=invoice.order.number,
        issued_at=invoice.issued_at.isoformat(),
        total_paise=invoice.total_paise,
        tax_paise=invoice.tax_paise,
        url=invoice.get_absolute_url(),
        pdf_url=invoice.get_pdf_url(),
        credit_notes=tuple((x.number, x.get_absolute_url()) for x in notes),
        others=tuple((x.number, x.get_absolute_url()) for x in others),
    )


def percent_text(percent: str) -> str:
    """Write a rate without needless zeros: "5", "2.5"."""
    return f"{Decimal(percent).normalize():f}"


def _paper(document: Invoice | CreditNote, invoice: Invoice) -> Paper:
    lines, here = from_rows(document.lines), document.place_of_supply
    return Paper(
        document=document,
        order_number=invoice.order.number,
        lines=lines,
        rates=[(percent_text(percent), total) for percent, total in by_rate(lines).items()],
        supplied_from=state_text(document.supplied_from),
        place_of_supply=state_text(here),
        local_tax=local_tax_name(here),
        both_halves=here == document.supplied_from,
        invoice=None if document is invoice else invoice,
        credit_notes=tuple(invoice.credit_notes.all()) if document is invoice else (),
    )


def _orders(caller: Caller, *, all_of_them: bool) -> QuerySet[Order]:
    """Everybody's for those who may see them and ask by number, else the caller's own."""
    if all_of_them and SEES_ALL in caller.permissions:
        return Order.objects.order_by()
    return Order.objects.order_by().filter(owner_key=caller.person.key)
