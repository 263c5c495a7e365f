"""Where the picture of a variant lies."""

from __future__ import annotations

from django.conf import settings
from django.templatetags.static import static

PLACEHOLDER = "img/no-picture.svg"
MEDIA_PREFIX = "media:"


def image_url(image: str) -> str:
    """Return the address of a stored picture name: as it is for addresses, else under static or media files."""
    if image.startswith(("http://", "https://", "/")):
        return image
    if image.startswith(MEDIA_PREFIX):
        return f"{settings.MEDIA_URL}{image.removeprefix(MEDIA_PREFIX)}"
    return static(image or PLACEHOLDER)
