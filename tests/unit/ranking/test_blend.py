"""The learned blend on a made-up shop: it learns habits where people repeat, and tells nothing from the future."""

import numpy as np
import pytest

from retailgenie.ai.ranking.blend import learn_blend, next_baskets, rank_for
from retailgenie.ai.ranking.choice import Choice, fit_choice
from retailgenie.ai.ranking.purchases import Purchases, purchases_of
from retailgenie.ai.ranking.taste import (
    FEATURES,
    History,
    candidates,
    histories_of,
    tables_of,
    taste_features,
)

CUT = 120.0


def shop(seed: int = 3) -> Purchases:
    """Sixty people with three favourites each, who buy one of them most weeks and sometimes another thing."""
    rng = np.random.default_rng(seed)
    lines = []
    for person in range(60):
        loved = rng.choice(40, 3, replace=False)
        for week in range(20):
            if rng.random() < 0.7:
                at = week * 7 + float(rng.random() * 6)
                wanted = rng.choice(loved) if rng.random() < 0.8 else rng.integers(40)
                lines += [
                    (person, int(item), f"{person}-{week}", at)
                    for item in {int(wanted), int(rng.integers(40))}
                ]
    return purchases_of(lines).purchases


def test_one_persons_features_are_what_the_lines_say() -> None:
    purchases = purchases_of([
        ("asha", "soap", "o1", 0.0), ("asha", "soap", "o2", 10.0), ("asha", "lamp", "o2", 10.0),
        ("ravi", "soap", "o3", 15.0), ("ravi", "rug", "o3", 15.0),
    ]).purchases  # fmt: skip
    tables = tables_of(purchases, 20.0)
    row = dict(
        zip(FEATURES, taste_features(histories_of(purchases, 20.0)[0], tables, np.array([0]))[0], strict=True)
    )
    assert row["bought"] == 1
    assert row["times"] == pytest.approx(np.log(3))
    assert row["share"] == 1.0
    assert row["since"] == pytest.approx(np.exp(-10 / 60))
    assert row["due"] == 1.0  # the gap was ten days, and ten days have passed
    assert row["in_last"] == 1
    assert row["sold_month"] == pytest.approx(np.log(4))
    # one of two buyers of soap came back; one of five buyer-item pairs did in all
    assert row["repeats"] == pytest.approx((1 + 2 * (1 / 4)) / (2 + 2))


def test_features_do_not_change_with_what_is_bought_later() -> None:
    purchases = shop()
    past = purchases.before(CUT)
    for person in (0, 7, 31):
        rows = []
        for source in (purchases, past):
            tables, history = tables_of(source, CUT), histories_of(source, CUT)[person]
            chosen = candidates(history, tables)
            rows.append((chosen, taste_features(history, tables, chosen)))
        np.testing.assert_array_equal(rows[0][0], rows[1][0])
        np.testing.assert_array_equal(rows[0][1], rows[1][1])


def test_the_blend_finds_the_habits_that_popularity_cannot() -> None:
    purchases = shop()
    blend = learn_blend(purchases, CUT, 14.0)
    tables, histories = tables_of(purchases, CUT), histories_of(purchases, CUT)
    popular = np.argsort(-tables.sold[:, 1], kind="stable")[:3]
    wanted = next_baskets(purchases, CUT, 200.0)
    ours = np.mean(
        [np.isin(rank_for(histories[p], tables, blend).items[:3], x).any() for p, x in wanted.items()]
    )
    theirs = np.mean([np.isin(popular, x).any() for x in wanted.values()])
    assert ours > theirs + 0.2


def test_only_new_never_shows_what_the_person_has_bought() -> None:
    purchases = shop()
    blend = learn_blend(purchases, CUT, 14.0)
    tables, history = tables_of(purchases, CUT), histories_of(purchases, CUT)[5]
    found = rank_for(history, tables, blend, only_new=True)
    assert len(found.items)
    assert not np.isin(found.items, history.items).any()


def test_a_person_without_history_gets_what_sells() -> None:
    purchases = shop()
    blend = learn_blend(purchases, CUT, 14.0)
    tables = tables_of(purchases, CUT)
    nobody = History(np.array([], dtype=np.int64), np.array([], dtype=np.int64), np.array([]))
    found = rank_for(nobody, tables, blend)
    assert len(found.items) == 40
    assert np.isfinite(found.scores).all()


def test_a_choice_model_gives_the_odds_that_were_seen() -> None:
    # of two candidates the one with the feature was taken three times of four: odds 3, so the weight is log 3
    rows = np.array([[1.0], [0.0]], dtype=np.float32)
    taken = [np.array([True, False])] * 300 + [np.array([False, True])] * 100
    assert fit_choice([Choice(rows, x) for x in taken])[0] == pytest.approx(np.log(3), abs=0.02)


def test_a_feature_that_never_differs_gets_no_weight() -> None:
    rows = np.array([[1.0, 5.0], [0.0, 5.0]], dtype=np.float32)
    assert fit_choice([Choice(rows, np.array([True, False]))])[1] == 0.0
