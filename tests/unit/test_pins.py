"""PIN codes and the states they lie in."""

from __future__ import annotations

import pytest

from retailgenie.lib.pins import ARMY, PinUnknown, clean_pin, state_of_pin, states_of_pin


@pytest.mark.parametrize(
    ("pin", "state"),
    [
        ("110001", "DL"), ("122001", "HR"), ("141001", "PB"), ("160017", "CH"), ("171001", "HP"),
        ("180001", "JK"), ("194101", "LA"), ("226001", "UP"), ("248001", "UK"), ("302001", "RJ"),
        ("380001", "GJ"), ("400001", "MH"), ("403001", "GA"), ("462001", "MP"), ("492001", "CG"),
        ("500001", "TS"), ("520001", "AP"), ("560001", "KA"), ("600001", "TN"), ("605001", "PY"),
        ("682001", "KL"), ("700001", "WB"), ("737101", "SK"), ("744101", "AN"), ("751001", "OD"),
        ("781001", "AS"), ("791111", "AR"), ("793001", "ML"), ("795001", "MN"), ("796001", "MZ"),
        ("797001", "NL"), ("799001", "TR"), ("800001", "BR"), ("834001", "JH"), ("831001", "JH"),
        ("827001", "JH"), ("842001", "BR"), ("900001", ARMY),
    ],
)  # fmt: skip
def test_a_capitals_pin_lies_in_its_state(pin: str, state: str) -> None:
    assert state_of_pin(pin) == state


def test_a_pin_on_a_border_may_lie_in_either_state() -> None:
    assert states_of_pin("244713") == ("UP", "UK")


@pytest.mark.parametrize("text", ["", "1234", "012345", "4110011", "abcdef", "290001", "350001", "660001"])
def test_what_is_no_pin_is_refused(text: str) -> None:
    with pytest.raises(PinUnknown):
        clean_pin(text)


def test_spaces_in_a_pin_do_not_matter() -> None:
    assert clean_pin(" 411 004 ") == "411004"
