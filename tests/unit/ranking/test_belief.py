"""Evidence fades with what speaks against it: worked examples."""

from retailgenie.ai.ranking.belief import BOUGHT, TOLD, Evidence, believed


def bought(*values: str) -> list[Evidence]:
    return [Evidence(value, float(at), BOUGHT) for at, value in enumerate(values)]


def test_three_of_m_then_one_of_l_is_m_but_not_surely() -> None:
    belief = believed(bought("M", "M", "M", "L"))
    assert belief is not None
    assert (belief.value, belief.sure) == ("M", False)  # 3 x 1/2 of 1.5 + 1


def test_two_newer_against_two_older_win() -> None:
    belief = believed(bought("M", "M", "L", "L"))
    assert belief is not None
    assert (belief.value, belief.sure, belief.newest.at) == ("L", True, 3.0)  # 2 x 1 against 2 x 1/4


def test_a_word_outlasts_one_order_against_it_but_not_two() -> None:
    word = Evidence("M", -1.0, TOLD)
    once, twice = believed([word, *bought("L")]), believed([word, *bought("L", "L")])
    assert once is not None
    assert twice is not None
    assert (once.value, once.sure) == ("L", False)  # both weigh 1: the newer one, unsurely
    assert (twice.value, twice.sure) == ("L", True)  # 2 against 1/2


def test_nothing_says_nothing() -> None:
    assert believed([]) is None
