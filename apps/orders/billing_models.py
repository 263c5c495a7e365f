"""Tax invoices and credit notes: what was written down when they were issued, and never changes again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class InvoiceSeries(models.Model):
    """The last number given out of one series; its lock orders those who need the next."""

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=2, help_text="Of the registration that supplies.")
    financial_year = models.CharField(max_length=4, help_text="2627 for April 2026 to March 2027.")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "invoice series"
        constraints = [
            models.UniqueConstraint(fields=["kind", "state", "financial_year"], name="one_invoice_series")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}{self.financial_year} {self.last}"


class TaxDocument(models.Model):
    """A snapshot; a database trigger refuses changes. lines: billing.BilledLine as dicts."""

    number = models.CharField(max_length=16, unique=True)
    issued_at = models.DateTimeField(db_index=True)
    supplied_from = models.CharField(max_length=2)
    place_of_supply = models.CharField(max_length=2)
    seller = models.JSONField()
    buyer = models.JSONField()
    lines = models.JSONField()
    taxable_paise = models.BigIntegerField()
    cgst_paise = models.BigIntegerField()
    sgst_paise = models.BigIntegerField()
    igst_paise = models.BigIntegerField()
    total_paise = models.BigIntegerField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_paise=F("taxable_paise") + F("cgst_paise") + F("sgst_paise") + F("igst_paise")
                ),
                name="%(class)s_adds_up",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:invoice", args=[self.number])

    @property
    def tax_paise(self) -> int:
        return self.cgst_paise + self.sgst_paise + self.igst_paise

    def get_pdf_url(self) -> str:
        return reverse("orders:invoice_pdf", args=[self.number])


class Invoice(TaxDocument):
    """The tax invoice of an order, made when it is packed, or of what is sent in exchange.

    about: the number of the exchange, "" for the order's own.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="invoices")
    about = models.CharField(max_length=24, blank=True)

    class Meta(TaxDocument.Meta):
        ordering = ["pk"]
        constraints = [
            *TaxDocument.Meta.constraints,
            models.UniqueConstraint(fields=["order", "about"], name="one_invoice_about"),
        ]


class CreditNote(TaxDocument):
    """What is taken off an invoice when goods come back. key: the same one issues nothing twice."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    key = models.CharField(max_length=100, unique=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta(TaxDocument.Meta):
        pass
