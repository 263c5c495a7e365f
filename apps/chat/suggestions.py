"""What a person may say first, and the windows that show what there is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.catalog.pages import Tile, home_tiles
from apps.catalog.versions import catalog_version
from retailgenie.ai.types import Chip
from retailgenie.lib.remembered import Remembered

WINDOWS = 6  # arches in one row of a desktop page


@dataclass(frozen=True, slots=True)
class Window:
    """A department behind an arch; say is what a tap on it says."""

    label: str
    say: str
    image_url: str


def windows() -> list[Window]:
    """Return the departments with what sells best in them."""
    return [
        Window(tile.name, _("show me %(name)s") % {"name": tile.name.lower()}, tile.image_url)
        for tile in _tiles.get()[:WINDOWS]
    ]


_tiles: Remembered[list[Tile]] = Remembered(home_tiles, catalog_version)


def suggestions() -> list[Chip]:
    """Return first sentences that show the breadth of what can be asked."""
    return [
        Chip(_("Cotton kurtas under ₹1,500"), _("cotton kurtas under 1500")),
        Chip(_("A gift for my mother"), _("suggest a gift for my mother")),
        Chip(_("Where is my order?"), _("where is my order?")),
        Chip(_("What is trending?"), _("what is trending?")),
        Chip(_("How do returns work?"), _("how do returns work?")),
        Chip(_("A store near me"), _("find a store near me")),
    ]
