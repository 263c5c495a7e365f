"""Drawn product pictures: well-formed, safe, cacheable, and different where products differ."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from apps.operations.demo.pictures.drawing import ARTS, picture
from apps.operations.demo.pictures.look import NoSuchPicture, luminance, mix
from apps.operations.demo.products import product_plans

KURTA = "kurta_red_block-print_v-neck_sleeveless_a-line_3"


def names() -> list[str]:
    return sorted({plan.variants[0].picture for plan in product_plans(small=True, today=date(2026, 11, 20))})


@pytest.mark.parametrize("name", names())
def test_every_picture_is_well_formed_and_has_no_script(name: str) -> None:
    root = ET.fromstring(picture(name))  # noqa: S314 - our own drawing
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {
        "svg", "defs", "linearGradient", "radialGradient", "stop", "pattern", "clipPath", "path", "g", "rect", "circle",
        "ellipse", "use",
    }  # fmt: skip
    assert not [
        key for element in root.iter() for key in element.attrib if key.startswith("on") or key == "style"
    ]


@pytest.mark.parametrize("art", sorted(ARTS))
def test_every_kind_of_thing_takes_its_colour(art: str) -> None:
    light, dark = (picture(f"{art}_{colour}_solid_any_any_any_1") for colour in ("white", "maroon"))
    assert light != dark
    ET.fromstring(dark)  # noqa: S314 - our own drawing


def test_colour_pattern_neck_and_number_change_the_picture() -> None:
    others = (
        "kurta_blue_block-print_v-neck_sleeveless_a-line_3",
        "kurta_red_floral_v-neck_sleeveless_a-line_3",
        "kurta_red_block-print_round-neck_sleeveless_a-line_3",
        "kurta_red_block-print_v-neck_long-sleeve_a-line_3",
        "kurta_red_block-print_v-neck_sleeveless_anarkali_3",
        "kurta_red_block-print_v-neck_sleeveless_a-line_4",
    )
    assert len({picture(name) for name in (KURTA, *others)}) == 7


@pytest.mark.parametrize(
    "name",
    ["", "kurta", "nothing_red_solid_any_any_any_1", "kurta_blurple_solid_any_any_any_1",
     "kurta_red_unknown_any_any_any_1", KURTA + "x", KURTA + "<script>"],
)  # fmt: skip
def test_a_name_that_says_nothing_drawable_is_refused(name: str) -> None:
    with pytest.raises(NoSuchPicture):
        picture(name)


def test_the_view_serves_svg_for_a_year(client: Client) -> None:
    answer = client.get(f"/pictures/{KURTA}.svg")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert "max-age=31536000" in answer["Cache-Control"]
    assert client.get("/pictures/kurta_red.svg").status_code == 404
    assert client.post(f"/pictures/{KURTA}.svg").status_code == 405


def test_colours_mix_and_have_a_brightness() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert luminance("#ffffff") == pytest.approx(1.0)
    assert luminance("#000000") == 0
