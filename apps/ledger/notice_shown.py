"""Notices as pages and programs see them: in the reader's language."""

from __future__ import annotations

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from apps.ledger.models import Notice
from retailgenie.ai.types import NoticeView


def message_words(template: str, context: dict[str, object]) -> tuple[str, str]:
    """Render a message in the active language: (first line, the rest)."""
    text = render_to_string(f"messages/{template}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def notice_view(notice: Notice) -> NoticeView:
    """Show a notice; one whose template is gone keeps its place with the name of its kind."""
    try:
        title, text = message_words(notice.template, notice.context)
    except TemplateDoesNotExist:
        title, text = notice.get_kind_display(), ""
    return NoticeView(
        notice_id=notice.pk,
        kind=notice.kind,
        title=title,
        text=text,
        url=notice.url,
        at=notice.created_at.isoformat(),
        unread=notice.read_at is None,
    )
