"""Tables of what is bought: each number recomputed by hand on a handful of baskets."""

import numpy as np
import pytest

from retailgenie.ai.ranking.blend import next_baskets
from retailgenie.ai.ranking.companions import companions, pair_tables
from retailgenie.ai.ranking.links import cosine, ease, together
from retailgenie.ai.ranking.purchases import purchases_of

LINES = [
    ("asha", "kurta", "o1", 1.0),
    ("asha", "jutti", "o1", 1.0),
    ("asha", "kurta", "o1", 1.0),
    ("ravi", "kurta", "o2", 2.0),
    ("ravi", "jutti", "o2", 2.0),
    ("ravi", "lamp", "o3", 3.0),
    ("asha", "lamp", "o4", 9.0),
]


def test_a_basket_that_names_an_item_twice_counts_it_once() -> None:
    named = purchases_of(LINES)
    assert len(named.purchases) == 6
    assert named.people == ["asha", "ravi"]
    assert named.items == ["kurta", "jutti", "lamp"]


def test_what_was_bought_at_the_cut_or_later_is_not_before_it() -> None:
    past = purchases_of(LINES).purchases.before(3.0)
    assert past.at.tolist() == [1.0, 1.0, 2.0, 2.0]
    assert past.items == 3  # row numbers stay


def test_baskets_with_both_items_count_less_the_larger_they_are() -> None:
    table = together(purchases_of(LINES).purchases.baskets()).toarray()
    assert table[0, 1] == pytest.approx(2 / np.log2(4))
    assert table[0, 2] == 0.0
    assert not table.diagonal().any()


def test_cosine_is_shared_over_the_geometric_mean_shrunk_for_few() -> None:
    table = cosine(purchases_of(LINES).purchases.bought(), shrink=2.0).toarray()
    assert table[0, 1] == pytest.approx(2 / np.sqrt(2 * 2) * (2 / 4))


def test_ease_is_the_closed_form_with_an_empty_diagonal() -> None:
    bought = purchases_of([*LINES[:5], ("meera", "lamp", "o9", 4.0)]).purchases.bought()
    dense = bought.toarray()
    gram = dense.T @ dense + np.eye(3) * 5.0 * dense.sum(axis=0).mean()
    inverse = np.linalg.inv(gram)
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0.0)
    assert ease(bought).toarray() == pytest.approx(np.maximum(expected, 0.0), abs=1e-6)


def test_items_that_nobody_bought_have_no_links() -> None:
    past = purchases_of(LINES).purchases.before(3.0)
    assert ease(past.bought()).toarray()[2].tolist() == [0.0, 0.0, 0.0]


def test_companions_of_an_item_are_what_its_baskets_hold_and_never_itself() -> None:
    tables = pair_tables(purchases_of(LINES).purchases, 10.0)
    items, scores = companions(tables, 0)
    assert items[0] == 1
    assert 0 not in items.tolist()
    assert scores[0] == max(scores)


def test_the_next_basket_is_the_first_one_after_the_cut_of_people_known_before() -> None:
    lines = [*LINES, ("asha", "kurta", "o5", 12.0), ("meera", "kurta", "o6", 9.5)]
    found = next_baskets(purchases_of(lines).purchases, 5.0, 20.0)
    assert {person: items.tolist() for person, items in found.items()} == {0: [2]}
