"""Invoices and credit notes to read, print and save."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.callers import caller_of
from apps.orders.invoices import Paper, paper_get
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import NotFound


@require_safe
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """One invoice or credit note."""
    return render(request, "orders/invoice.html", {"paper": _paper(request, number)})


@require_safe
def invoice_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same as a PDF file."""
    from apps.orders.invoice_pdf import paper_pdf  # with reportlab, which few processes ever need

    paper = _paper(request, number)
    response = HttpResponse(paper_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.document.number}.pdf"'
    return response


def _paper(request: HttpRequest, number: str) -> Paper:
    try:
        return paper_get(caller=caller_of(request, Door.CLASSIC), number=number)
    except NotFound as error:
        raise Http404(error.message) from error
