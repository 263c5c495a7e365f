"""What whole turns ask the database, tools and all, by somebody who comes back after a quiet while."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.versions import catalog_changed
from apps.chat.models import TurnEvent
from apps.ledger.models import Event, EventName
from apps.rollout.selectors import forget
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import BlockKind
from tests.apps.catalog.factories import make_product
from tests.apps.chat.test_around_the_purchase import Talk

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def talk(asha: User, caller: Callable[..., Caller]) -> Talk:
    for colour in ("Black", "Blue", "White"):
        make_product(f"{colour} cotton kurta", category="Kurtas", colours=(colour,))
    catalog_changed(now=timezone.now())
    found = Talk(caller(asha), asha)
    found.say("show me kurtas")
    return found


@pytest.mark.parametrize(
    ("words", "kind", "queries"),
    [
        ("hello", BlockKind.TEXT, 14),
        ("show me blue kurtas", BlockKind.PRODUCTS, 23),
        ("the first one", BlockKind.PRODUCT, 20),
        ("any offers today?", BlockKind.TEXT, 15),
        ("cart dikhao", BlockKind.TEXT, 15),
    ],
)
def test_a_turn_after_quiet_asks_no_more_than_it_needs(
    talk: Talk, words: str, kind: BlockKind, queries: int, django_assert_num_queries: Queries
) -> None:
    forget()
    with django_assert_num_queries(queries):
        answer = talk.say(words)
    assert kind in {block.kind for block in answer.blocks}


def test_a_search_is_noted_in_the_order_in_which_it_happened(talk: Talk) -> None:
    before = Event.objects.count()
    talk.say("show me blue kurtas")
    names = list(Event.objects.order_by("pk").values_list("name", flat=True))[before:]
    assert names == [
        EventName.SEARCHED,
        EventName.RESULT_SHOWN,
        EventName.TOOL_CALLED,
        EventName.TURN_TAKEN,
    ]
    assert TurnEvent.objects.count() == 2
