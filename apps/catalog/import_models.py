"""Files that staff load: the job with its file and its faulty rows, and prices that will hold from a later day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ImportJob(models.Model):
    """One file on its way into the shop: checked first, applied as a whole when a person says so, or not at all."""

    class Kind(models.TextChoices):
        CATALOGUE = "catalogue", _("Catalogue")
        PRICES = "prices", _("Prices")
        STOCK = "stock", _("Stock counts")

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Ready to apply")
        FAULTY = "faulty", _("Has faults")
        APPLYING = "applying", _("Being applied")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING, db_index=True)
    submit_key = models.CharField(max_length=64, unique=True, help_text="Of the form; sent twice, made once.")
    filename = models.CharField(max_length=120)
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the file.")
    effective_at = models.DateTimeField(null=True, blank=True, help_text="Of prices that name no day.")
    owner_key = models.CharField(max_length=64)
    owner_name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    rows = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True, help_text="What would change, or has changed.")
    problem = models.CharField(max_length=300, blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "digest"],
                condition=Q(state__in=["checking", "ready", "applying"]),
                name="one_open_import_per_file",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.filename}"


class ImportFile(models.Model):
    """The bytes, in the database so that every worker finds them; removed when the job is over."""

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"file of {self.job_id}"


class ImportFault(models.Model):
    """What is wrong with one row and what to do. number: as a spreadsheet counts, the header is row 1."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="fault_rows")
    number = models.PositiveIntegerField()
    column = models.CharField(max_length=60)
    problem = models.CharField(max_length=300)
    advice = models.CharField(max_length=300)
    blocking = models.BooleanField(default=True, help_text="A warning does not block.")

    class Meta:
        ordering = ["-blocking", "number", "pk"]

    def __str__(self) -> str:
        return f"row {self.number}, {self.column}: {self.problem}"


class PlannedPrice(models.Model):
    """A price that will hold from a later instant; a job puts it in force."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        APPLIED = "applied", _("In force")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    variant = models.ForeignKey("catalog.Variant", on_delete=models.CASCADE, related_name="planned_prices")
    price_paise = models.BigIntegerField()
    mrp_paise = models.BigIntegerField()
    starts_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    source = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price_paise__gt=0), name="planned_price_positive"),
            models.CheckConstraint(
                condition=Q(mrp_paise__gte=F("price_paise")), name="planned_mrp_at_least_price"
            ),
            models.UniqueConstraint(
                fields=["variant", "starts_at"],
                condition=Q(state="planned"),
                name="one_planned_price_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.price_paise} from {self.starts_at:%Y-%m-%d}"
