"""Jobs of the conversation; each may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.chat.log import log_sweep
from apps.chat.news import order_news
from apps.chat.router import routes_learn


@shared_task(name="chat.order_news")
def tell_order_news(event_id: int) -> bool:
    """Say in an open conversation what happened to an order."""
    return order_news(event_id=event_id, now=timezone.now()) is not None


@shared_task(name="chat.learn_routes")
def learn_routes() -> dict[str, float]:
    """Weigh the reasons to offer the classic view anew."""
    return routes_learn(now=timezone.now())


@shared_task(name="chat.sweep_log")
def sweep_log() -> int:
    """Remove the events of conversations that were left long ago."""
    return log_sweep(now=timezone.now())
