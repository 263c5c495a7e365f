"""Policy questions are answered from published documents, with their source, or honestly not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.content.indexing import content_index
from apps.content.models import Document, Passage
from apps.content.pages import documents_by_topic
from apps.content.passages import content_version
from apps.content.services import document_archive, document_publish, document_write
from apps.ledger.execution import execute_tool
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.tools.types import Caller, Done
from retailgenie.ai.types import Language, PolicyAnswer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

RETURNS = """You can return most things within 15 days of delivery. The tags must still be on.

Innerwear, jewellery and opened beauty products can't be returned. If one of them came damaged, write to us within two
days and we will send another.

A refund goes back the way you paid. It takes 3 to 5 working days after the parcel has reached us. For cash on delivery
we ask for a UPI address."""
DELIVERY = """Delivery within India takes 2 to 7 days. Orders above Rs. 999 are delivered free, below that it
costs Rs. 49.

You can see where your parcel is under My orders."""


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    build_encoder(encoders_folder(), progress=lambda line: None)
    for slug, title, body in (
        ("returns", "Returns and refunds", RETURNS),
        ("delivery", "Delivery", DELIVERY),
    ):
        publish(slug, title, body)
    content_index()
    yield
    content_version.forget()


def publish(slug: str, title: str, body: str, language: str = "en") -> Document:
    draft = document_write(
        slug=slug, title=title, body=body, now=NOW, kind=Document.Kind.POLICY, language=language
    )
    return document_publish(document_id=draft.pk, now=NOW)


@pytest.fixture
def ask(caller: Callable[..., Caller]) -> Callable[[str], PolicyAnswer]:
    def asked(question: str) -> Any:
        outcome = execute_tool(caller(), "search_policies", {"question": question})
        assert isinstance(outcome, Done), outcome
        return outcome.result.data

    return asked


@pytest.mark.parametrize(
    ("question", "slug", "words"),
    [
        ("How many days do I have to return something?", "returns", "15 days"),
        ("when will I get my money back", "returns", "3 to 5 working days"),
        ("can I give back jewellery?", "returns", "jewellery"),
        ("is delivery free?", "delivery", "Rs. 999"),
        ("how much are shipping charges", "delivery", "Rs. 49"),
        ("return kitne din mein kar sakte hain", "returns", "15 days"),
    ],
)
def test_a_question_gets_the_sentences_that_answer_and_their_document(
    ask: Callable[[str], PolicyAnswer], question: str, slug: str, words: str
) -> None:
    found = ask(question)
    assert found.citations[0].document == slug
    assert words in found.answer
    assert found.answer in found.citations[0].text or found.answer == found.citations[0].text


@pytest.mark.parametrize(
    "question",
    [
        "who won the cricket match yesterday",
        "what is the capital of France",
        "write me a poem",
        "🙂",
        "xyzzy",
    ],
)
def test_nothing_close_enough_is_said_honestly(ask: Callable[[str], PolicyAnswer], question: str) -> None:
    assert ask(question) == PolicyAnswer(question, "", ())


def test_a_new_version_takes_the_place_of_the_old_one(ask: Callable[[str], PolicyAnswer]) -> None:
    publish("returns", "Returns and refunds", RETURNS.replace("15 days", "30 days"))
    content_index()
    assert "30 days" in ask("How many days do I have to return something?").answer
    assert list(
        Document.objects.filter(slug="returns").order_by("version").values_list("version", "status")
    ) == [
        (1, "archived"),
        (2, "published"),
    ]


def test_drafts_and_archived_documents_are_never_cited(ask: Callable[[str], PolicyAnswer]) -> None:
    document_write(slug="gifts", title="Gift cards", body="Gift cards are valid for a year.", now=NOW)
    document_archive(document_id=Document.objects.get(slug="delivery").pk, now=NOW)
    content_index()
    assert ask("how long is a gift card valid").citations == ()
    assert ask("is delivery free?").answer == ""
    assert set(Passage.objects.values_list("document__slug", flat=True)) == {"returns"}


def test_a_hindi_reader_gets_the_hindi_document_where_there_is_one(caller: Callable[..., Caller]) -> None:
    draft = document_write(
        slug="returns", title="वापसी", body="15 दिनों में लौटा सकते हैं।", now=NOW, language="hi"
    )
    document_publish(document_id=draft.pk, now=NOW)
    content_index()
    hindi = replace(caller(), language=Language.HINDI)
    found = [
        execute_tool(hindi, "search_policies", {"question": x})
        for x in ("return kaise kare", "delivery kitne din")
    ]
    answers = [x.result.data for x in found if isinstance(x, Done)]
    assert (answers[0].answer, answers[0].citations[0].title) == ("15 दिनों में लौटा सकते हैं।", "वापसी")
    assert answers[1].citations[0].title == "Delivery"


def test_indexing_again_does_nothing(ask: Callable[[str], PolicyAnswer]) -> None:
    before = list(Passage.objects.values_list("pk", flat=True))
    assert content_index() == 0
    assert list(Passage.objects.values_list("pk", flat=True)) == before


def test_the_help_centre_lists_what_is_in_the_readers_language_first() -> None:
    publish("zips", "ज़िप", DELIVERY, language="hi")
    titles = [x.title for _, shown in documents_by_topic("hi") for x in shown]
    assert titles == ["ज़िप", "Delivery", "Returns and refunds"]
