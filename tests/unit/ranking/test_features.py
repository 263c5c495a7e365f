"""The twenty features: exact on a small example, the same with the future cut away, neutral where nothing is known."""

import numpy as np
import pytest

from retailgenie.ai.ranking.features import FEATURES, Act, Asked, Goods, Memory, feature_rows
from retailgenie.ai.training.ranker import (
    asked_of,
    auc_of,
    examination,
    ndcg,
    remember,
    replayed,
    train_ranker,
)
from retailgenie.ai.training.simulator import Visit, Wish, World, simulate

PRODUCTS, KINDS, DAYS = 60, 4, 40
SEASONS = [1] * DAYS


def goods(seed: int = 1) -> Goods:
    rng = np.random.default_rng(seed)
    price = np.exp(rng.normal(7, 0.5, PRODUCTS))
    return Goods(
        category=np.arange(PRODUCTS) % KINDS,
        brand=np.arange(PRODUCTS) % 5,
        price=price,
        level=np.log(price) - 7,
        discount=np.zeros(PRODUCTS),
        rating=np.full(PRODUCTS, 4.0),
        reviews=np.full(PRODUCTS, 3.0),
        launched=np.full(PRODUCTS, -50.0),
        season=np.zeros(PRODUCTS, dtype=np.int64),
        stock=np.full(PRODUCTS, 5.0),
        nearby=np.eye(1, PRODUCTS, dtype=bool),
        state_names=("MH",),
    )


def wishes(found: Goods) -> list[Wish]:
    rng = np.random.default_rng(2)
    made = []
    for kind in range(KINDS):
        wanted = (found.category == kind).astype(float)
        similarity = 0.3 + 0.3 * wanted + rng.normal(0, 0.05, PRODUCTS)
        rows = np.argsort(-similarity)[:40]
        made.append(
            Wish(f"kind {kind}", kind, rows, similarity[rows], wanted[rows], wanted[rows], np.ones(40))
        )
    return made


def visits(found: Goods, seed: int = 3, people: int = 30) -> list[Visit]:
    world = World(
        found.category,
        found.brand,
        found.price,
        found.rating,
        found.season,
        found.stock,
        found.launched,
        found.nearby,
    )
    return simulate(world, wishes(found), people=people, days=DAYS, seasons=SEASONS, seed=seed)


def row_of(
    found: Goods, memory: Memory, person: str, product: int, at: float, state: str = ""
) -> dict[str, float]:
    asked = Asked(np.array([product]), np.array([0.7]), np.array([1.0]), at, 1, state)
    return dict(zip(FEATURES, map(float, feature_rows(found, memory, person, asked)[0]), strict=True))


def test_there_are_twenty_and_each_has_its_own_name() -> None:
    assert len(FEATURES) == len(set(FEATURES)) == 20


def test_what_a_person_and_the_shop_did_is_in_the_numbers() -> None:
    found, memory = goods(), Memory(PRODUCTS)
    for act in (Act.SHOWN, Act.CLICK, Act.CART, Act.ORDER):
        memory.add(found, "asha", 0, act, 10.0)
    row = row_of(found, memory, "asha", 0, 40.0, "MH")
    assert row["bought_lately"] == pytest.approx(np.log1p(0.5))  # thirty days later it counts half
    assert row["bought_ever"] == pytest.approx(np.log1p(0.5 ** (30 / 180)))
    assert row["person_product"] == pytest.approx(np.log1p(3 * 0.5))  # opened, put into the cart, bought
    # chosen with worth 1 + 2 + 3, all of it in this category; two of doubt are added
    assert row["person_kind"] == pytest.approx(6 / 8)
    assert row["nearby"] == 1.0
    assert row["days_on_sale"] == pytest.approx(np.log1p(90.0))
    assert row["rating"] == pytest.approx(4.0)
    assert row["similarity"] == pytest.approx(0.7)


def test_a_stranger_and_a_visitor_have_no_tastes() -> None:
    found, memory = goods(), Memory(PRODUCTS)
    memory.add(found, "asha", 0, Act.ORDER, 10.0)
    for person in ("ravi", ""):
        row = row_of(found, memory, person, 0, 11.0)
        assert [
            row[name] for name in ("person_kind", "person_brand", "person_product", "price_beside_person")
        ] == [0] * 4


def test_a_new_product_has_the_usual_rates_not_none() -> None:
    found, memory = goods(), Memory(PRODUCTS)
    for _ in range(100):
        memory.add(found, "x", 1, Act.SHOWN, 1.0)
    for _ in range(10):
        memory.add(found, "x", 1, Act.CLICK, 1.0)
    share = 1 / (1 + np.exp(-row_of(found, memory, "", 2, 2.0)["click_rate"]))
    assert share == pytest.approx((10 + 0.08) / 101, abs=1e-4)


def test_features_are_the_same_when_everything_that_came_after_is_taken_away() -> None:
    found = goods()
    log, asked = visits(found), wishes(found)
    whole = list(replayed(found, asked, log, SEASONS, Memory(PRODUCTS)))
    for number in (0, 1, len(log) // 2, len(log) - 1):
        memory = Memory(PRODUCTS)
        for earlier in log[:number]:
            remember(found, memory, earlier)
        visit = log[number]
        again = feature_rows(
            found, memory, str(visit.person), asked_of(asked[visit.wish], visit, SEASONS, found.state_names)
        )
        np.testing.assert_array_equal(again, whole[number].features)


def test_what_a_visit_leads_to_is_not_in_its_own_features() -> None:
    found = goods()
    log, asked = visits(found), wishes(found)
    busy = next(number for number, visit in enumerate(log) if visit.acted.any())
    calm = Visit(**{
        **{name: getattr(log[busy], name) for name in Visit.__slots__}, "acted": np.zeros_like(log[busy].acted)
    })  # fmt: skip
    changed = [*log[:busy], calm, *log[busy + 1 :]]
    first = list(replayed(found, asked, log, SEASONS, Memory(PRODUCTS)))[busy]
    second = list(replayed(found, asked, changed, SEASONS, Memory(PRODUCTS)))[busy]
    np.testing.assert_array_equal(first.features, second.features)


def test_the_same_seed_gives_the_same_shoppers_and_another_gives_others() -> None:
    found = goods()
    one, same, other = visits(found), visits(found), visits(found, seed=4)
    assert [x.acted.tolist() for x in one] == [x.acted.tolist() for x in same]
    assert [x.acted.tolist() for x in one] != [x.acted.tolist() for x in other]


def test_shoppers_look_less_the_further_down_and_never_act_on_what_they_did_not_open() -> None:
    log = visits(goods(), people=200)
    assert all((x.chance <= x.appeal).all() for x in log)
    looked = examination_of(log)
    assert looked[0] == 1.0
    assert looked[-1] < looked[0]
    assert {int(a) for x in log for a in x.acted} == {0, 1, 2, 3}


def examination_of(log: list[Visit]) -> np.ndarray:
    found = goods()
    return examination(list(replayed(found, wishes(found), log, SEASONS, Memory(PRODUCTS))))


def test_the_worked_examples_of_the_figures() -> None:
    assert auc_of(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])) == 0.75
    assert auc_of(np.array([0.5, 0.5]), np.array([False, True])) == 0.5
    assert ndcg(np.array([3.0, 2.0, 1.0]), np.array([0, 2, 1])) == pytest.approx(
        (2 / np.log2(3) + 1 / 2) / (2 + 1 / np.log2(3))
    )


def test_a_trained_ranker_beats_the_semantic_order_on_later_visits_and_is_small() -> None:
    found = goods()
    trained = train_ranker(
        list(replayed(found, wishes(found), visits(found, people=150), SEASONS, Memory(PRODUCTS)))
    )
    assert trained.figures["auc"] > trained.figures["auc_semantic"]
    assert trained.figures["ndcg10"] > trained.figures["ndcg10_semantic"]
    assert trained.figures["auc"] <= trained.figures["auc_reachable"] + 0.02
    assert set(trained.gains) == set(FEATURES)
    assert len(trained.text) < 5_000_000
