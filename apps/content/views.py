"""The help centre: topics, a question box, and one page a document."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.content.pages import document_published, documents_by_topic, paragraphs
from apps.ledger.pages import read
from retailgenie.ai.types import PolicyAnswer

MAX_QUESTION = 300  # characters


@require_safe
def help_centre(request: HttpRequest) -> HttpResponse:
    """Topics, or the answer to ?question= with the documents it is from."""
    question = request.GET.get("question", "").strip()[:MAX_QUESTION]
    found: PolicyAnswer | None = read(request, "search_policies", question=question) if question else None
    context = {
        "question": question,
        "found": found,
        "sources": list({x.url: x.title for x in found.citations}.items()) if found else [],
        "topics": documents_by_topic(_language()),
    }
    partial = getattr(request, "htmx", None) and request.htmx.target == "answer"  # type: ignore[attr-defined]
    return render(request, "content/help.html" + ("#answer" if partial else ""), context)


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """One published document."""
    shown = document_published(slug, _language())
    if shown is None:
        raise Http404("There is no such document.")
    return render(request, "content/document.html", {"document": shown, "paragraphs": paragraphs(shown.body)})


def _language() -> str:
    return get_language() or "en"
