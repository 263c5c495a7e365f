"""Jobs of the conversation; each may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.chat.news import order_news


@shared_task(name="chat.order_news")
def tell_order_news(event_id: int) -> bool:
    """Say in an open conversation what happened to an order."""
    return order_news(event_id=event_id, now=timezone.now()) is not None
