"""Marathi in its own script is told from Hindi and read by the same rules; one letter of difference is no number."""

import pytest

from retailgenie.ai.nlu.marathi_words import stem
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import Language


@pytest.mark.parametrize(
    "text",
    [
        "माझी ऑर्डर कुठे आहे",
        "हे स्टॉकमध्ये आहे का",
        "काळे बूट बघायचे आहेत",
        "आईसाठी साडी शोधतोय",
        "खऱ्या माणसाशी बोलायचंय",
    ],
)
def test_marathi_is_known_by_its_words_endings_and_letters(text: str) -> None:
    assert analyse(text).language is Language.MARATHI


@pytest.mark.parametrize("text", ["मेरा ऑर्डर कहाँ है", "यह किसका है", "मुझे साड़ी चाहिए", "कैसे हो आप"])
def test_hindi_stays_hindi(text: str) -> None:
    assert analyse(text).language is Language.HINDI


def test_marathi_and_hindi_meet_in_one_flat_line() -> None:
    assert analyse("मला लाल साडी दाखवा").flat == analyse("mujhe lal saree dikhao").flat
    assert analyse("माझी ऑर्डर रद्द करा").flat == "mera order radd karo"


def test_endings_of_nouns_are_taken_off_where_only_the_stem_is_known() -> None:
    assert stem("नाशिकला") == "नाशिक"
    assert analyse("तुम्ही नाशिकला पाठवता का").flat == "aap naashik bhejo ka"
    assert analyse("मला ऑफिससाठी पँट हवी").flat == "mujhe office trousers chahiye"


def test_a_word_of_two_meanings_is_read_by_its_place() -> None:
    assert analyse("हो").flat == "yes"
    assert analyse("तुम कौन हो").flat == "tum kaun hai"
    assert analyse("नाही").flat == "no"
    assert analyse("पार्सल आलं नाही").flat == "parcel aao nahi"
