from retailgenie.ai.evaluation.shop_search import Answer, Look, Shown, figures_of, judge

RED_KURTA = Shown(
    "Kurtas",
    "red zari cotton kurta",
    {"material": ["Cotton"], "gender": ["Women"]},
    (Look("Red", "M", 90_000), Look("Blue", "L", 150_000)),
)
ROW = {
    "query": "red kurta under 1000",
    "class": "constraint",
    "want": {"category": ["Kurtas"]},
    "limits": {"is": {"colour": ["Red"], "max": 1000}},
}


def test_colour_and_price_must_hold_for_the_same_variant() -> None:
    assert judge(ROW, Answer((RED_KURTA,), False, 1.0)).hit
    blue = {**ROW, "limits": {"is": {"colour": ["Blue"], "max": 1000}}}
    judged = judge(blue, Answer((RED_KURTA,), False, 1.0))
    assert (judged.hit, judged.breaks) == (False, 1)


def test_a_limit_that_was_given_up_aloud_is_not_broken_but_a_price_always_is() -> None:
    green = {**ROW, "limits": {"is": {"colour": ["Green"]}}}
    cheap = {**ROW, "limits": {"is": {"max": 500}}}
    assert judge(green, Answer((RED_KURTA,), True, 1.0)).breaks == 0
    assert judge(cheap, Answer((RED_KURTA,), True, 1.0)).breaks == 1


def test_what_was_excluded_by_a_word_breaks_the_limit_wherever_the_word_stands() -> None:
    row = {**ROW, "limits": {"not": {"words": ["zari"]}}}
    assert judge(row, Answer((RED_KURTA,), False, 1.0)).breaks == 1


def test_only_the_first_five_count_as_found() -> None:
    other = Shown("Sarees", "blue saree", {}, (Look("Blue", "", 90_000),))
    assert not judge({**ROW, "limits": {}}, Answer((other,) * 5 + (RED_KURTA,), False, 1.0)).hit


def test_a_thing_the_shop_lacks_is_answered_well_by_nothing() -> None:
    row = {"query": "cars", "class": "english", "nothing": True}
    assert judge(row, Answer((), False, 1.0)).hit
    assert not judge(row, Answer((RED_KURTA,), False, 1.0)).hit


def test_figures_count_queries_and_add_up_breaks() -> None:
    judged = [
        judge(ROW, Answer((RED_KURTA,), False, 2.0)),
        judge({**ROW, "limits": {"is": {"max": 100}}}, Answer((RED_KURTA,), False, 4.0)),
    ]
    figures = figures_of(judged)
    assert (figures["success5"], figures["violations"], figures["p50_ms"]) == (0.5, 1.0, 3.0)
