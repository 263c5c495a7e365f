"""Messages made comparable: spelling, script, elongation, language."""

import pytest

from retailgenie.ai.nlu.devanagari import romanise
from retailgenie.ai.nlu.normalise import analyse, clean
from retailgenie.ai.types import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("show me red shirts", Language.ENGLISH),
        ("under rs 500", Language.ENGLISH),
        ("mujhe lal kurta dikhao", Language.HINGLISH),
        ("mera order kab aayega", Language.HINGLISH),
        ("मुझे लाल कुर्ता चाहिए", Language.HINDI),
        ("मला लाल साडी पाहिजे", Language.MARATHI),
        ("shirt for my papa", Language.ENGLISH),
    ],
)
def test_language_and_script(text: str, language: Language) -> None:
    assert analyse(text).language is language


def test_spellings_of_one_word_become_one() -> None:
    assert {analyse(f"mujhe {x}").flat for x in ("chahiye", "chaiye", "chahie", "chaahiye")} == {
        "mujhe chahiye"
    }


def test_elongations_short_forms_digits_and_zero_width_are_undone() -> None:
    assert analyse("pleaseeee").flat == "please"
    assert analyse("plz").flat == "please"
    assert clean("५००\u200b रुपये") == "500 रुपये"


def test_both_scripts_meet_in_one_flat_line() -> None:
    assert analyse("मेरा ऑर्डर कहाँ है").flat == analyse("mera order kahan hai").flat
    assert analyse("mera order kahan hai").gloss == "my order where is"


def test_romanise_drops_schwas_where_speakers_do() -> None:
    assert romanise("मुझे") == "mujhe"
    assert romanise("कमल") == "kamal"


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("charger kho gaya, dhoondo", "find"),
        ("kapde bahut dheele hain", "loose"),
        ("यह सेक्शन खोलो", "section"),
        ("बजट कम है", "budget"),
    ],
)
def test_spoken_words_and_english_words_in_devanagari_have_a_gloss(text: str, gloss: str) -> None:
    assert gloss in analyse(text).gloss.split()
