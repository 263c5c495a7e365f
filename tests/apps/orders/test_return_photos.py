"""Photos of what is wrong: known by their content, cleaned, kept from everybody else, gone with the person."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts.models import User
from apps.accounts.services import person_erase
from apps.catalog.models import Product
from apps.ledger.execution import execute_tool
from apps.orders.models import Order, ReturnPhoto
from apps.orders.services.photos import (
    KEPT_WAITING,
    MOST_BYTES,
    MOST_PHOTOS,
    PhotoRefused,
    photo_add,
    photo_clean,
    photos_sweep,
)
from retailgenie.lib.errors import NotFound
from tests.apps.orders.after import MakeCaller, a_picture, buy, deliver, with_policy
from tests.apps.orders.shopping import confirm, done, refused

GPS = 0x8825  # the EXIF tag under which phones write where they are


@pytest.fixture
def order(asha: User, meera: User, caller: MakeCaller, shirt: Product, private: Path) -> Order:
    """A delivered shirt that may come back."""
    shirt.return_days = 30
    shirt.save()
    return deliver(caller(meera), buy(caller(asha), shirt, "M"))


def upload(client: Client, order: Order, *files: SimpleUploadedFile, **more: str) -> str:
    answer = client.post(f"/orders/{order.number}/photos/", {"photos": list(files), **more}, follow=True)
    return str(answer.content.decode())


def jpeg(name: str = "tear.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_picture(), "image/jpeg")


def files_in(private: Path) -> list[Path]:
    return sorted(private.rglob("*.jpg"))


def test_what_a_phone_writes_into_a_picture_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A phone", 6  # turned by a quarter
    exif.get_ifd(GPS)[2] = (18.0, 30.0, 59.0)
    dirty = a_picture(size=(400, 300), exif=exif, comment=b"12 Lake Road")
    clean, width, height = photo_clean(dirty)
    assert b"A phone" in dirty and b"12 Lake Road" in dirty
    assert b"A phone" not in clean and b"12 Lake Road" not in clean
    with Image.open(BytesIO(clean)) as picture:
        assert not picture.getexif()
        assert (picture.format, picture.size) == ("JPEG", (300, 400)) == ("JPEG", (width, height))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_become_the_same_and_no_larger_than_needed(kind: str) -> None:
    clean, width, height = photo_clean(a_picture(kind, size=(4000, 1000)))
    assert (width, height) == (2000, 500)
    assert clean.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        a_picture()[:200],
        a_picture("GIF"),
        b"%PDF-1.7 " + a_picture(),
        a_picture() + b"\0" * MOST_BYTES,
    ],
)
def test_what_is_no_photo_is_refused_by_its_content(
    data: bytes, asha: User, caller: MakeCaller, order: Order, private: Path
) -> None:
    with pytest.raises(PhotoRefused):
        photo_add(caller=caller(asha), number=order.number, data=data, now=timezone.now())
    assert (ReturnPhoto.objects.count(), files_in(private)) == (0, [])


def test_a_picture_that_unfolds_to_gigabytes_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(PhotoRefused, match="too many pixels"):
        photo_clean(out.getvalue())


def test_the_page_takes_what_is_a_photo_and_says_of_the_rest_why_not(
    client: Client, asha: User, order: Order
) -> None:
    client.force_login(asha)
    html = upload(client, order, jpeg(), SimpleUploadedFile("evil.jpg", b"<script>", "image/jpeg"))
    assert "evil.jpg: This is no photo that we can read." in html
    assert ReturnPhoto.objects.get().get_absolute_url() in html
    assert "Please choose a photo first." in upload(client, order)


def test_no_more_than_enough_are_taken(client: Client, asha: User, order: Order) -> None:
    client.force_login(asha)
    html = upload(client, order, *(jpeg() for _ in range(MOST_PHOTOS + 1)))
    assert ReturnPhoto.objects.count() == MOST_PHOTOS
    assert "that is enough" in html


def test_only_the_owner_and_staff_see_a_photo(
    client: Client, asha: User, ravi: User, meera: User, kabir: User, order: Order
) -> None:
    client.force_login(asha)
    upload(client, order, jpeg())
    url = ReturnPhoto.objects.get().get_absolute_url()
    for user, status in ((asha, 200), (meera, 200), (ravi, 404), (kabir, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status, user
    assert Client().get(url).status_code == 404
    client.force_login(asha)
    shown = client.get(url)
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert shown.content.startswith(b"\xff\xd8")


def test_a_stranger_can_add_and_delete_nothing(
    client: Client, asha: User, ravi: User, caller: MakeCaller, order: Order, private: Path
) -> None:
    photo = photo_add(caller=caller(asha), number=order.number, data=a_picture(), now=timezone.now())
    client.force_login(ravi)
    assert client.get(f"/orders/{order.number}/photos/").status_code == 404
    assert client.post(f"/orders/{order.number}/photos/", {"photos": [jpeg()]}).status_code == 404
    assert (
        refused(execute_tool(caller(ravi), "remove_return_photo", {"photo_id": str(photo.pk)})) == "not_found"
    )
    with pytest.raises(NotFound):
        photo_add(caller=caller(ravi), number=order.number, data=a_picture(), now=timezone.now())
    assert len(files_in(private)) == ReturnPhoto.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_photo_can_be_taken_back_until_a_request_has_it(
    client: Client, asha: User, caller: MakeCaller, order: Order, private: Path
) -> None:
    client.force_login(asha)
    upload(client, order, jpeg(), jpeg("two.jpg"))
    gone, kept = ReturnPhoto.objects.all()
    client.post(f"/orders/{order.number}/photos/", {"remove": str(gone.pk)})
    assert files_in(private) == [kept.path]
    line = order.lines.get()
    made = done(
        confirm(
            caller(asha),
            "return_items",
            number=order.number,
            lines=[{"line_id": line.pk, "quantity": 1}],
            reason="damaged",
        )
    )
    assert made.photos == (kept.get_absolute_url(),)
    assert kept.get_absolute_url() in client.get(f"/orders/{order.number}/").content.decode()
    assert (
        refused(execute_tool(caller(asha), "remove_return_photo", {"photo_id": str(kept.pk)})) == "not_found"
    )
    assert files_in(private) == [kept.path]


def test_the_classic_return_leads_to_the_photos_and_back_with_what_was_filled_in(
    client: Client, asha: User, order: Order
) -> None:
    with_policy(order, photo_reasons=["damaged"])
    client.force_login(asha)
    line = order.lines.get()
    page = f"/orders/{order.number}/return/"
    form = {f"pieces_{line.pk}": "1", "reason": "damaged", "way": "original"}
    asked = client.post(page, form)
    assert asked.status_code == 400
    link = asked.context["photos_url"]
    answer = client.post(link, {"photos": [jpeg()]}, follow=True)
    back = answer.context["back"]
    assert back.startswith(page + "?")
    html = client.get(back).content.decode()
    assert '<option value="damaged" selected>' in html and 'value="1"' in html
    assert client.post(page, form).context["card"].lines


@pytest.mark.django_db(transaction=True)
def test_photos_go_with_the_persons_data(asha: User, caller: MakeCaller, order: Order, private: Path) -> None:
    photo_add(caller=caller(asha), number=order.number, data=a_picture(), now=timezone.now())
    person_erase(user=asha)
    assert (ReturnPhoto.objects.count(), files_in(private)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_photos_that_nobody_sent_along_are_swept(
    asha: User, caller: MakeCaller, order: Order, private: Path
) -> None:
    now = timezone.now()
    old = photo_add(caller=caller(asha), number=order.number, data=a_picture(), now=now - KEPT_WAITING)
    young = photo_add(caller=caller(asha), number=order.number, data=a_picture(), now=now)
    assert photos_sweep(now=now + timedelta(minutes=1)) == 1
    assert files_in(private) == [young.path] != [old.path]
