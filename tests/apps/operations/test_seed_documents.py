"""The help centre's documents say the figures that the code works with."""

from __future__ import annotations

from apps.catalog.delivery import DAYS, FEE_PAISE, FREE_ABOVE_PAISE, REMOTE_FEE_PAISE, Zone
from apps.operations.demo.documents import documents, figures
from apps.operations.demo.policy import RETURN_DAYS
from apps.orders.services.checkout import CASH_LIMIT_PAISE, UPI_LIMIT_PAISE
from retailgenie.lib.money import format_inr

DOCUMENTS = {(row["slug"], row["language"]): row for row in documents()}


def body(slug: str, language: str = "en") -> str:
    return DOCUMENTS[slug, language]["body"]


def test_there_are_sixty_documents_in_english_and_twelve_in_hindi() -> None:
    languages = [language for _, language in DOCUMENTS]
    assert languages.count("en") >= 60
    assert languages.count("hi") == 12
    assert {slug for slug, language in DOCUMENTS if language == "hi"} <= {
        slug for slug, language in DOCUMENTS if language == "en"
    }


def test_every_document_has_80_to_250_words_and_no_open_figure() -> None:
    for (slug, language), row in DOCUMENTS.items():
        words = len(row["body"].split())
        assert 80 <= words <= 250, f"{slug} ({language}) has {words}"
        assert "{" not in row["body"]


def test_delivery_figures_are_those_of_the_code() -> None:
    for language in ("en", "hi"):
        text = body("delivery-charges", language)
        for paise in (FEE_PAISE, FREE_ABOVE_PAISE, REMOTE_FEE_PAISE):
            assert format_inr(paise) in text
    low, high = DAYS[Zone.NATIONAL]
    assert f"{low} to {high} days" in body("delivery-times")


def test_payment_limits_are_those_of_the_code() -> None:
    for language in ("en", "hi"):
        assert format_inr(CASH_LIMIT_PAISE) in body("cash-on-delivery", language)
        assert format_inr(UPI_LIMIT_PAISE) in body("payment-methods", language)


def test_return_windows_are_those_of_the_products() -> None:
    text = body("return-windows")
    for name in ("Clothing", "Footwear", "Watches"):
        assert f"{name}: {RETURN_DAYS[name.lower()]} days" in text
    assert f"{RETURN_DAYS['clothing']} दिन" in body("return-policy", "hi")


def test_every_figure_is_used_somewhere() -> None:
    whole = " ".join(row["body"] for row in DOCUMENTS.values())
    assert all(value in whole for value in figures().values())
