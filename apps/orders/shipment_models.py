"""Parcels of an order: what left together, with whom, and when it arrived."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Shipment(models.Model):
    """One parcel. An order that is sent whole has one; its pieces never come apart from their stock movement."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="shipments")
    number = models.PositiveSmallIntegerField(help_text="Counts from 1 within its order.")
    carrier = models.CharField(max_length=40, blank=True)
    tracking = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_shipment_number_an_order")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number}"


class ShipmentLine(models.Model):
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("orders.OrderLine", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="shipment_quantity_positive")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"
