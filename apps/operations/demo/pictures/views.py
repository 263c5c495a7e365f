"""Serves the drawn pictures; nothing is stored, and browsers keep them for a year."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.operations.demo.pictures.drawing import picture
from apps.operations.demo.pictures.look import NoSuchPicture

FOR_A_YEAR = "public, max-age=31536000, immutable"  # the name says all that is drawn


@require_safe
def product_picture(request: HttpRequest, name: str) -> HttpResponse:
    """Draw the picture of this name."""
    try:
        drawn = picture(name)
    except NoSuchPicture:
        raise Http404(name) from None
    return HttpResponse(drawn, content_type="image/svg+xml", headers={"Cache-Control": FOR_A_YEAR})
