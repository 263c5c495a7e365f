"""What is remembered of a person: with consent only, from words and kept orders, seen, forgotten, nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Consent, User
from apps.accounts.services import person_erase, person_export
from apps.catalog.memory import PURPOSE
from apps.catalog.models import Forgotten, Product, ToldPreference
from apps.catalog.search import search
from apps.ledger import purchases as feed
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.models import Approval, AuditEntry, Receipt
from apps.ledger.purchases import Purchase
from retailgenie.ai.tools.types import Caller, Done, Door
from retailgenie.ai.types import LearntFrom, MemoryItem, MemoryView, SearchQuery
from tests.apps.catalog.factories import make_product
from tests.apps.orders.shopping import ask, confirm, done, refused

pytestmark = pytest.mark.django_db
MakeCaller = Callable[..., Caller]
M_FOR_SHIRTS = {"what": "size", "value": "m", "goods": "shirts", "kinds": ["Shirts"]}


@pytest.fixture
def bought(monkeypatch: pytest.MonkeyPatch) -> list[Purchase]:
    """What orders would hand down, kept in a list."""
    rows: list[Purchase] = []

    def read(owner_keys: Sequence[str]) -> list[Purchase]:
        return [row for row in rows if not owner_keys or row.owner_key in owner_keys]

    monkeypatch.setattr(feed, "_readers", [read])
    return rows


@pytest.fixture
def shirt() -> Product:
    return make_product("Blue shirt", attributes={"gender": ["Men"]}, price=900)


def buys(
    rows: list[Purchase], user: User, product: Product, size: str, *, days: int, gift: bool = False
) -> None:
    at = timezone.now() - timedelta(days=days)
    price = product.min_price_paise
    rows.append(
        Purchase(
            f"user:{user.pk}", product.pk, f"b{len(rows)}", at, sizes=(size,), price_paise=price, gift=gift
        )
    )
    rows.sort(key=lambda row: row.at)


def allow(by: Caller, **first: Any) -> MemoryView:
    view = done(confirm(by, "allow_memory", **({"first": first} if first else {})))
    assert isinstance(view, MemoryView)
    return view


def remembered(by: Caller) -> MemoryView:
    view = done(execute_tool(by, "list_memory", {}))
    assert isinstance(view, MemoryView)
    return view


def told(item: MemoryItem) -> tuple[str, str, str]:
    return item.what.value, item.goods, item.value


def test_without_consent_nothing_is_kept_and_nothing_is_learnt(
    asha: User, caller: MakeCaller, shirt: Product, bought: list[Purchase]
) -> None:
    buys(bought, asha, shirt, "M", days=3)
    by = caller(asha)
    assert remembered(by) == MemoryView()
    assert refused(execute_tool(by, "remember_preference", M_FOR_SHIRTS)) == "memory_not_allowed"
    assert not ToldPreference.objects.exists()


def test_the_consent_needs_its_card_and_a_separate_yes_and_is_in_the_audit(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    by = caller(asha)
    card = ask(by, "allow_memory", first=M_FOR_SHIRTS).card
    assert ("First", "Size m for shirts") in card.lines
    assert not Consent.objects.exists()
    assert remembered(by) == MemoryView(asked=True)
    view = allow(by, **M_FOR_SHIRTS)
    assert [told(x) for x in view.items] == [("size", "shirts", "M")]
    assert Consent.objects.get(withdrawn_at=None).purpose == PURPOSE
    assert "memory.allowed" in AuditEntry.objects.values_list("action", flat=True)


def test_guests_are_told_to_log_in_and_leave_nothing(caller: MakeCaller, shirt: Product) -> None:
    for tool in ("list_memory", "allow_memory", "remember_preference", "forget_memory", "stop_memory"):
        arguments = M_FOR_SHIRTS if tool == "remember_preference" else {}
        assert refused(execute_tool(caller(), tool, arguments)) == "login_required"
    assert not ToldPreference.objects.exists()


def test_what_was_bought_and_kept_teaches_with_its_day(
    asha: User, caller: MakeCaller, shirt: Product, bought: list[Purchase]
) -> None:
    buys(bought, asha, shirt, "L", days=3)
    view = allow(caller(asha))
    (size,) = view.items
    assert (told(size), size.audience, size.source, size.sure) == (
        ("size", "Shirts", "L"), "Men", LearntFrom.BOUGHT, True,
    )  # fmt: skip
    assert size.at == timezone.localdate(timezone.now() - timedelta(days=3)).isoformat()
    bought.clear()  # it came back
    assert remembered(caller(asha)).items == ()


def test_gifts_and_old_orders_and_things_of_one_size_teach_nothing(
    asha: User, caller: MakeCaller, shirt: Product, bought: list[Purchase]
) -> None:
    buys(bought, asha, shirt, "S", days=2, gift=True)
    buys(bought, asha, shirt, "L", days=800)
    buys(bought, asha, make_product("Stole", category="Stoles", sizes=("Free",)), "Free", days=1)
    assert allow(caller(asha)).items == ()


def test_newer_orders_against_a_word_make_it_unsure_and_then_win(
    asha: User, caller: MakeCaller, shirt: Product, bought: list[Purchase]
) -> None:
    by = caller(asha)
    allow(by, **M_FOR_SHIRTS)
    ToldPreference.objects.update(said_at=timezone.now() - timedelta(days=30))
    buys(bought, asha, shirt, "L", days=2)
    doubted = [x for x in remembered(by).items if x.audience == "Men"]
    assert [(x.value, x.sure) for x in doubted] == [("L", False)]
    buys(bought, asha, shirt, "L", days=1)
    changed = [x for x in remembered(by).items if x.audience == "Men"]
    assert [(x.value, x.sure) for x in changed] == [("L", True)]


def test_a_brand_bought_twice_and_the_middle_of_what_is_paid_are_remembered(
    asha: User, caller: MakeCaller, bought: list[Purchase]
) -> None:
    for days, price in enumerate((900, 1000, 1100, 4000), start=1):
        buys(bought, asha, make_product(f"Shirt {days}", brand="Anokhi", price=price), "M", days=days)
    items = {item.key: item for item in allow(caller(asha)).items}
    assert items["brand:anokhi"].value == "Anokhi"
    budget = items["budget:shirts"]
    assert (budget.low_paise, budget.high_paise) == (900_00, 1900_00)


def test_an_item_is_forgotten_with_its_orders_and_the_rest_stays(
    asha: User, caller: MakeCaller, shirt: Product, bought: list[Purchase]
) -> None:
    buys(bought, asha, shirt, "L", days=3)
    by = caller(asha)
    allow(by, what="brand", value="neelam")
    done(execute_tool(by, "forget_memory", {"keys": ["size:shirts:men"]}))
    assert [told(x) for x in remembered(by).items] == [("brand", "", "Neelam")]
    bought[0] = Purchase(**{**_fields(bought[0]), "at": timezone.now() + timedelta(seconds=-1)})
    assert [told(x) for x in remembered(by).items] == [("brand", "", "Neelam")]


def _fields(row: Purchase) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def test_what_is_not_remembered_cannot_be_forgotten_and_nothing_else_goes(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    by = caller(asha)
    allow(by, **M_FOR_SHIRTS)
    keys = ["size:shirts", "brand:nobody"]
    assert refused(execute_tool(by, "forget_memory", {"keys": keys})) == "not_found"
    assert [told(x) for x in remembered(by).items] == [("size", "shirts", "M")]
    assert not Forgotten.objects.exists()


def test_stopping_erases_everything_at_once_and_keeps_nothing_new(
    asha: User, caller: MakeCaller, shirt: Product, bought: list[Purchase]
) -> None:
    by = caller(asha)
    allow(by, **M_FOR_SHIRTS)
    done(execute_tool(by, "remember_preference", {"what": "brand", "value": "Neelam"}))
    buys(bought, asha, shirt, "L", days=1)
    view = done(execute_tool(by, "stop_memory", {}))
    assert view == MemoryView(asked=True)
    assert not ToldPreference.objects.exists()
    kept = str([*Receipt.objects.values(), *Approval.objects.values("arguments", "card")])
    assert "shirts" not in kept
    assert "Neelam" not in kept
    assert refused(execute_tool(by, "remember_preference", M_FOR_SHIRTS)) == "memory_not_allowed"
    assert Consent.objects.get().withdrawn_at is not None


def test_a_yes_given_to_an_old_card_after_stopping_counts_for_nothing(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    by = caller(asha)
    token = ask(by, "allow_memory", first=M_FOR_SHIRTS).token
    done(execute_tool(by, "stop_memory", {}))
    late = execute_tool(by, "allow_memory", {"first": M_FOR_SHIRTS}, token)
    assert refused(late) == "approval_invalid"
    assert not ToldPreference.objects.exists()


def test_remembering_can_be_undone(asha: User, caller: MakeCaller, shirt: Product) -> None:
    by = caller(asha)
    allow(by)
    outcome = execute_tool(by, "remember_preference", M_FOR_SHIRTS)
    assert isinstance(outcome, Done)
    undo_receipt(by, outcome.receipt_id)
    assert remembered(by).items == ()


@pytest.mark.parametrize(
    "wrong", [{"what": "size", "value": "99"}, {"what": "brand", "value": "Nobody"}, {"what": "budget"}]
)
def test_what_the_shop_does_not_have_is_not_remembered(
    asha: User, caller: MakeCaller, shirt: Product, wrong: dict[str, str]
) -> None:
    by = caller(asha)
    allow(by)
    assert refused(execute_tool(by, "remember_preference", wrong)) == "unknown_value"
    assert not ToldPreference.objects.exists()


def test_somebody_else_sees_and_changes_nothing(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    allow(caller(asha), **M_FOR_SHIRTS)
    other = caller(ravi)
    assert remembered(other) == MemoryView()
    assert refused(execute_tool(other, "forget_memory", {"keys": ["size:shirts"]})) == "not_found"
    done(execute_tool(other, "stop_memory", {}))
    assert [told(x) for x in remembered(caller(asha)).items] == [("size", "shirts", "M")]


def test_export_has_it_and_erasure_removes_it(asha: User, caller: MakeCaller, shirt: Product) -> None:
    by = caller(asha)
    allow(by, **M_FOR_SHIRTS)
    assert [row["value"] for row in person_export(user=asha)["memory"]] == ["M"]
    person_erase(user=asha)
    assert not ToldPreference.objects.exists()


# --- search ---------------------------------------------------------------------------------------------


def titles(user: User | None) -> list[tuple[str, str]]:
    owner = f"user:{user.pk}" if user else ""
    found = search(SearchQuery(text="shirt", said="shirt"), owner_key=owner)
    return [(card.brand, card.why) for card in found.cards]


def test_a_favourite_brand_comes_up_with_its_reason_and_hides_nothing(asha: User, caller: MakeCaller) -> None:
    for number in range(8):
        make_product(f"Shirt {number}", brand="Neelam", popularity=9 - number)
    make_product("Shirt 9", brand="Anokhi")
    before = titles(asha)
    assert before[-1][0] == "Anokhi"
    allow(caller(asha), what="brand", value="Anokhi")
    after = titles(asha)
    place = [brand for brand, _ in after].index("Anokhi")
    assert place < len(after) - 1
    assert after[place][1] == "You told us that you like Anokhi"
    assert sorted(brand for brand, _ in after) == sorted(brand for brand, _ in before)
    assert titles(None) == [(brand, "") for brand, _ in titles(None)]


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_shows_each_item_forgets_it_and_stops(
    client: Client, asha: User, caller: MakeCaller, shirt: Product
) -> None:
    client.force_login(asha)
    assert "Remember me" in client.get("/account/memory/").content.decode()
    asked = client.post("/account/memory/allow/").content.decode()
    assert "Sizes, favourite brands, budgets" in asked
    assert not Consent.objects.exists()
    by = caller(asha, door=Door.CLASSIC)
    allow(by, **M_FOR_SHIRTS)
    shown = client.get("/account/memory/").content.decode()
    assert "Size M for shirts" in shown
    assert "you told us on" in shown
    client.post("/account/memory/forget/", {"key": "size:shirts"})
    assert remembered(by).items == ()
    client.post("/account/memory/stop/")
    assert not remembered(by).allowed


def test_the_page_asks_a_visitor_to_log_in(client: Client) -> None:
    answer = client.get("/account/memory/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=/account/memory/")
