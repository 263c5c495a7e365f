"""Photos of what is wrong with a delivered thing: checked by their content and written anew before they are kept.

Writing a picture anew drops everything in its file that is no picture: where and with what it was taken, and whatever
else somebody hid there. A photo belongs to its order until a request takes it along.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.orders.models import Order, OrderStatus, Return
from apps.orders.return_models import ReturnPhoto
from apps.orders.services.cancel import MANAGE
from apps.orders.services.timeline import order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, ShopError

MOST_BYTES = 8 * 1024 * 1024  # phones make pictures of 3 to 6 MB
MOST_PIXELS = 50_000_000  # a small file can unfold to gigabytes
LONGEST_SIDE = 2000  # pixels; enough to see a torn seam
QUALITY = 85
MOST_PHOTOS = 6  # of one request
FORMATS = ("JPEG", "PNG", "WEBP")
KEPT_WAITING = timedelta(days=7)  # for photos that no request took along


class PhotoRefused(ShopError):
    """This is no picture that we take; the message says what would be."""

    code: ClassVar[str] = "photo_refused"
    status: ClassVar[int] = 422


@transaction.atomic
def photo_add(*, caller: Caller, number: str, data: bytes, now: datetime) -> ReturnPhoto:
    """Keep a photo for the next request of one's delivered order. Raises NotFound and PhotoRefused."""
    order = order_lock(number=number, owner_key=caller.person.key)
    if order.status != OrderStatus.DELIVERED:
        raise PhotoRefused(_("Photos are for things that were delivered."))
    if photos_waiting(order.pk).count() >= MOST_PHOTOS:
        raise PhotoRefused(_("There are %(most)d photos already; that is enough.") % {"most": MOST_PHOTOS})
    clean, width, height = photo_clean(data)
    photo = ReturnPhoto.objects.create(
        owner_key=order.owner_key,
        order=order,
        width=width,
        height=height,
        size_bytes=len(clean),
        created_at=now,
    )
    photo.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    photo.path.write_bytes(clean)
    return photo


def photo_clean(data: bytes) -> tuple[bytes, int, int]:
    """Return a picture as a new JPEG without anything besides its pixels, with its width and height."""
    if len(data) > MOST_BYTES:
        raise PhotoRefused(_("This photo is too large; up to 8 MB are possible."))
    no_picture = PhotoRefused(_("This is no photo that we can read. JPEG, PNG and WebP work."))
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoRefused(_("This photo has too many pixels."))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise no_picture from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info = {}  # comments would be written along
    out = BytesIO()
    upright.save(out, "JPEG", quality=QUALITY)
    return out.getvalue(), upright.width, upright.height


def photo_get(*, caller: Caller, photo_id: uuid.UUID) -> ReturnPhoto:
    """Return a photo to its owner or to staff; raises NotFound for everybody else."""
    rows = ReturnPhoto.objects.filter(pk=photo_id)
    if MANAGE not in caller.permissions:
        rows = rows.filter(owner_key=caller.person.key)
    found = rows.first()
    if found is None or not found.path.is_file():
        raise NotFound(_("There is no such photo."))
    return found


@transaction.atomic
def photo_remove(*, caller: Caller, photo_id: uuid.UUID) -> Order:
    """Take back a photo that no request has yet; returns its order. Raises NotFound."""
    rows = ReturnPhoto.objects.select_for_update().filter(
        pk=photo_id, owner_key=caller.person.key, request=None
    )
    found = rows.select_related("order").first()
    if found is None:
        raise NotFound(_("There is no such photo."))
    _drop([found])
    return found.order


def photos_waiting(order_id: int) -> QuerySet[ReturnPhoto]:
    """Return the photos that an order's next request takes along."""
    return ReturnPhoto.objects.filter(order=order_id, request=None)


def photos_attach(made: Return) -> None:
    """Give the photos that wait to a request that was just made."""
    photos_waiting(made.order_id).update(request=made)


@transaction.atomic
def photos_erase(owner_key: str) -> None:
    """Remove every photo of a person, files included."""
    _drop(list(ReturnPhoto.objects.select_for_update().filter(owner_key=owner_key)))


@transaction.atomic
def photos_sweep(*, now: datetime) -> int:
    """Remove photos that no request took along, and files without a row; returns how many."""
    old = ReturnPhoto.objects.select_for_update().filter(request=None, created_at__lt=now - KEPT_WAITING)
    dropped = _drop(list(old))
    return dropped + _drop_strays(now)


def _drop(photos: list[ReturnPhoto]) -> int:
    paths = [photo.path for photo in photos]
    ReturnPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    transaction.on_commit(lambda: _unlink(paths))
    return len(photos)


def _drop_strays(now: datetime) -> int:
    """A file whose row was rolled back, or whose order is gone, belongs to nobody."""
    folder = Path(settings.PRIVATE_ROOT) / "returns"
    files = {path.stem: path for path in folder.glob("*.jpg")}
    known = {str(pk) for pk in ReturnPhoto.objects.values_list("pk", flat=True)}
    before = (now - KEPT_WAITING).timestamp()
    strays = [path for stem, path in files.items() if stem not in known and path.stat().st_mtime < before]
    _unlink(strays)
    return len(strays)


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
