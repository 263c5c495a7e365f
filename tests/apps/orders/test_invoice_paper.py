"""The PDF of an invoice: names of every script in Latin letters, the rupee sign drawn, nothing as a box."""

from __future__ import annotations

import zlib
from base64 import a85decode
from collections.abc import Callable
from re import findall

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.orders.latin import latin
from apps.orders.models import Invoice, Order
from apps.orders.rupee_sign import Amount
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.shopping import ADDRESS, add, place


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Asha Rao, 12 MG Road", "Asha Rao, 12 MG Road"),
        ("आशा राव", "Asha Rav"),
        ("ज़ैनब ख़ान", "Zainab Khan"),
        ("१२ झील मार्ग, पुणे", "12 Jhil Marg, Pune"),
        ("ரவி குமார்", "Ravi Kumar"),
        ("రవి కుమార్", "Ravi Kumar"),
        ("ಕಬೀರ್", "Kabir"),
        ("മീര നായർ", "Mira Nayar"),
        ("રવિ પટેલ", "Ravi Patel"),
        ("ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "Guraprit Singh"),
        ("রবি দত্ত", "Rabi Datt"),
        ("José Müller", "José Müller"),
        ("“ﬁne” — it’s…", '"fine" - it\'s...'),
        ("李", ""),
    ],
)
def test_names_are_written_in_latin_letters(text: str, read: str) -> None:
    assert latin(text) == read


def texts_of(pdf: bytes) -> str:
    """Return what can be copied out of a PDF, whose subsets of fonts keep ASCII at its own codes."""
    found = []
    for stream in findall(rb"stream\s+([!-u\s]+)~>\s*endstream", pdf):
        page = zlib.decompress(a85decode(stream))
        found += [x.decode("latin-1") for x in findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", page)]
    return " ".join(found)


def test_a_hindi_buyer_gets_a_paper_that_every_reader_shows(
    asha: User, meera: User, caller: Callable[..., Caller], shirt: Product, client: Client
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    hindi = {**ADDRESS, "name": "आशा राव", "line1": "१२ झील मार्ग"}
    order = Order.objects.get(number=place(caller(asha), address=hindi).number)
    order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    invoice = Invoice.objects.get()
    client.force_login(asha)
    pdf = client.get(invoice.get_pdf_url()).content
    text = texts_of(pdf)
    for words in ("Asha Rav", "12 Jhil Marg", "500", "Rs. "):
        assert words in text
    assert pdf == client.get(invoice.get_pdf_url()).content
    assert "आशा राव" in client.get(invoice.get_absolute_url()).content.decode()


def test_an_amount_is_as_wide_as_its_cell_and_says_minus() -> None:
    amount = Amount(-12_999_00)
    assert amount.wrap(70, 100) == (70, 10)
    assert (amount.minus, amount.number) == ("-", "12,999")
