"""Hindi labels of what a catalogue names in English."""

from __future__ import annotations

import pytest

from retailgenie.ai.nlu.shown_in_hindi import in_hindi


@pytest.mark.parametrize(
    ("name", "hindi"),
    [
        ("Sarees", "साड़ियाँ"),
        ("sky blue", "आसमानी"),
        ("Jackets & Blazers", "जैकेट और ब्लेज़र"),
        ("Women's Watches", "महिलाओं के लिए घड़ियाँ"),
        ("Wedding, Party", "शादी, पार्टी"),
        ("Jackets & Snowboards", "Jackets & Snowboards"),  # half a name helps nobody
        ("Espresso Machines", "Espresso Machines"),
        ("UK 9", "UK 9"),
        ("", ""),
    ],
)
def test_a_known_name_is_hindi_and_any_other_stays_as_it_is(name: str, hindi: str) -> None:
    assert in_hindi(name) == hindi
