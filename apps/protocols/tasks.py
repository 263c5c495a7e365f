"""Jobs of the agents' doors; each may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.protocols.desk.sweeping import sessions_sweep
from apps.protocols.news import order_news


@shared_task(name="protocols.order_news")
def tell_order_news(event_id: int) -> bool:
    """Tell the agent that made an order what happened to it."""
    return order_news(event_id=event_id, now=timezone.now())


@shared_task(name="protocols.sweep_sessions")
def sweep_sessions() -> int:
    """Close sessions that have expired, and forget whom old ones were for."""
    return sessions_sweep(now=timezone.now())
