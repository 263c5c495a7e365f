"""Which kinds of things are worn together: general knowledge of clothes, read off a category's name.

Only a rule for shops that have no sales yet to learn from; a category whose name says nothing here has no role.
"""

from __future__ import annotations

from enum import StrEnum

from retailgenie.ai.retrieval.text import terms


class Role(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"
    WHOLE = "whole"
    LAYER = "layer"
    FEET = "feet"
    BAG = "bag"
    JEWELLERY = "jewellery"
    EXTRA = "extra"


_NOUNS: dict[Role, str] = {
    Role.TOP: "shirt tshirt tee top kurta kurti blouse tunic sweater sweatshirt hoodie pullover polo henley choli",
    Role.BOTTOM: "trouser pant jean chino legging palazzo skirt short churidar salwar pyjama jogger dhoti track",
    Role.WHOLE: "saree sari dress gown lehenga anarkali jumpsuit sherwani suit set kaftan coord romper playsuit",
    Role.LAYER: "jacket blazer coat shrug waistcoat dupatta stole shawl cardigan bandhgala nehru scarf windcheater",
    Role.FEET: "shoe sandal sneaker heel flat jutti mojari kolhapuri loafer boot footwear slipper chappal pump oxford",
    Role.BAG: "bag clutch handbag tote backpack sling potli purse satchel",
    Role.JEWELLERY: "jewellery jewelry earring necklace bangle bracelet ring anklet jhumka pendant maang choker",
    Role.EXTRA: "belt watch sunglass cap hat tie wallet pocket cufflink sock brooch glove bindi hair",
}
_ROLE_OF = {noun: role for role, nouns in _NOUNS.items() for noun in nouns.split()}


GOES_WITH: dict[Role, tuple[Role, ...]] = {
    Role.TOP: (Role.BOTTOM, Role.FEET, Role.LAYER, Role.EXTRA, Role.BAG, Role.JEWELLERY),
    Role.BOTTOM: (Role.TOP, Role.FEET, Role.LAYER, Role.EXTRA, Role.BAG),
    Role.WHOLE: (Role.JEWELLERY, Role.FEET, Role.BAG, Role.LAYER),
    Role.LAYER: (Role.TOP, Role.BOTTOM, Role.FEET, Role.EXTRA),
    Role.FEET: (Role.BOTTOM, Role.TOP, Role.WHOLE, Role.EXTRA, Role.BAG),
    Role.BAG: (Role.WHOLE, Role.TOP, Role.FEET, Role.JEWELLERY),
    Role.JEWELLERY: (Role.WHOLE, Role.TOP, Role.BAG, Role.FEET),
    Role.EXTRA: (Role.TOP, Role.BOTTOM, Role.FEET),
}


def role_of(category: str) -> Role | None:
    """Return the role of a category by the last word that names one: "Cotton Shirts" -> top, "Shirt Studs" -> None."""
    words = terms(category.replace("-", ""))
    return _ROLE_OF.get(words[-1]) if words else None
