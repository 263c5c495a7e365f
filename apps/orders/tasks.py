"""Jobs of the orders app; each may run twice at once."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.orders.services.abandoned import carts_remind, carts_sweep
from apps.orders.services.awaited_apply import awaited_sweep
from apps.orders.services.erasure import erasures_finish
from apps.orders.services.payments import notices_apply, unpaid_sweep
from apps.orders.services.photos import photos_sweep
from apps.orders.services.reconcile import payments_reconcile


@shared_task(name="orders.apply_notices")
def apply_notices() -> int:
    """Apply payment notices that came before their payment."""
    return notices_apply(now=timezone.now())


@shared_task(name="orders.sweep_unpaid")
def sweep_unpaid() -> int:
    """Release orders, and call off changes, whose payment never came, after what was noticed late."""
    now = timezone.now()
    notices_apply(now=now)
    return unpaid_sweep(now=now) + awaited_sweep(now=now)


@shared_task(name="orders.reconcile_payments")
def reconcile_payments() -> int:
    """Compare the provider's records with ours; returns how many differences are left for a person."""
    return sum(not x.mended for x in payments_reconcile(now=timezone.now()))


@shared_task(name="orders.remind_carts")
def remind_carts() -> int:
    """Remind people who asked for it of carts that stand since yesterday."""
    return carts_remind(now=timezone.now())


@shared_task(name="orders.sweep_left")
def sweep_left() -> int:
    """Remove carts that guests left long ago, and photos that no return took along."""
    now = timezone.now()
    return carts_sweep(now=now) + photos_sweep(now=now)


@shared_task(name="orders.finish_erasures")
def finish_erasures() -> int:
    """Take erased people out of orders that have arrived since."""
    return erasures_finish(now=timezone.now())
