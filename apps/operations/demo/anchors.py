"""Products that are always there, first of their kind, so that journeys and examples find what they name."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is fixed about a product; the rest is drawn like any other's."""

    colours: tuple[str, ...]
    price: int
    material: str = ""
    pattern: str = ""
    occasions: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


ANCHORS: dict[str, tuple[Anchor, ...]] = {
    "men-shirts": (
        Anchor(("Blue",), 999, "Cotton", "Solid", ("Office", "Casual")),
        Anchor(("Blue", "White"), 1299, "Cotton", "Striped", ("Office",)),
        Anchor(("Blue",), 799, "Cotton", "Checked", ("Casual",)),
        Anchor(("Sky Blue",), 1199, "Cotton", "Solid", ("Office",)),
        Anchor(("Blue",), 1499, "Linen", "Solid", ("Casual",)),
        Anchor(("White",), 899, "Cotton", "Solid", ("Office",)),
        Anchor(("Black",), 1099, "Cotton", "Solid", ("Party",)),
        Anchor(("Blue",), 1399, "Cotton", "Checked", ("Casual",), {"fit": "Regular Fit"}),
    ),
    "women-kurtas": (
        Anchor(("Red",), 799, "Cotton", "Block Print", ("Festive", "Casual")),
        Anchor(("Red",), 649, "Rayon", "Floral", ("Casual",)),
        Anchor(("Red", "Mustard"), 999, "Cotton", "Embroidered", ("Festive",)),
        Anchor(("Red",), 549, "Cotton", "Solid", ("Casual", "Office")),
        Anchor(("Indigo",), 899, "Cotton", "Block Print", ("Casual",), {"style": "A-line"}),
        Anchor(("Yellow",), 749, "Cotton", "Bandhani", ("Festive",)),
        Anchor(("Green",), 699, "Cotton", "Solid", ("Office",)),
    ),
    "men-kurtas": (
        Anchor(("Red",), 899, "Cotton", "Solid", ("Festive",)),
        Anchor(("White",), 999, "Cotton", "Solid", ("Festive", "Casual")),
        Anchor(("Blue",), 1199, "Linen", "Solid", ("Festive",)),
    ),
    "women-sarees": (
        Anchor(("Red",), 2499, "Banarasi Silk", "Zari", ("Wedding",)),
        Anchor(("Green",), 1299, "Chanderi", "Zari", ("Festive",)),
        Anchor(("Pink",), 999, "Georgette", "Floral", ("Party",)),
    ),
    "women-dresses": (
        Anchor(("Black",), 1499, "Crepe", "Solid", ("Party",)),
        Anchor(("Red",), 1299, "Rayon", "Floral", ("Party", "Casual")),
        Anchor(("Blue",), 1199, "Cotton", "Striped", ("Casual",)),
    ),
    "women-tshirts": (Anchor(("White", "Black"), 399, "Cotton", "Solid", ("Casual",)),),
    "men-tshirts": (
        Anchor(("Black",), 499, "Cotton", "Solid", ("Casual",)),
        Anchor(("White", "Navy"), 449, "Cotton", "Solid", ("Casual",)),
        Anchor(("Green",), 599, "Cotton", "Graphic", ("Casual",)),
    ),
    "men-jeans": (Anchor(("Blue",), 1499), Anchor(("Black",), 1799)),
    "women-jeans": (Anchor(("Blue",), 1399), Anchor(("Black",), 1599)),
    "women-dupattas": (Anchor(("Red",), 499, "Chiffon", "Bandhani"), Anchor(("Gold", "Cream"), 799)),
    "women-juttis": (Anchor(("Red",), 799, "", "Embroidered"), Anchor(("Gold",), 899, "", "Zari")),
    "men-sneakers": (Anchor(("White",), 1499), Anchor(("Black",), 1799), Anchor(("Blue",), 1999)),
    "women-sneakers": (Anchor(("White",), 1399), Anchor(("Pink",), 1599)),
    "men-sports-shoes": (Anchor(("Black",), 1999), Anchor(("Blue",), 2499)),
    "women-heels": (Anchor(("Black",), 1299), Anchor(("Gold",), 1499)),
    "women-lehengas": (Anchor(("Maroon",), 4999, "Velvet", "Embroidered", ("Wedding",)),),
    "handbags": (Anchor(("Tan",), 1499, "Leather"), Anchor(("Black",), 1299)),
    "backpacks": (Anchor(("Black",), 999), Anchor(("Blue",), 1299)),
    "men-watches": (Anchor(("Black",), 1999), Anchor(("Brown",), 2499)),
    "earrings": (Anchor(("Silver",), 399, "Oxidised Silver Alloy", "", (), {"style": "Jhumka"}),),
    "necklaces": (Anchor(("Gold",), 999, "Kundan", "", ("Wedding",), {"style": "Choker"}),),
    "bedsheets": (
        Anchor(("Blue",), 999, "Cotton", "Floral"),
        Anchor(("White", "Grey"), 1299, "Cotton", "Striped"),
    ),
    "cushion-covers": (Anchor(("Mustard",), 399, "Cotton", "Block Print"),),
    "men-jackets": (Anchor(("Black",), 2499), Anchor(("Olive", "Navy"), 2199)),
    "women-tops": (Anchor(("White",), 599, "Cotton", "Solid"), Anchor(("Yellow",), 699, "Cotton", "Floral")),
    "men-trousers": (Anchor(("Beige",), 1299, "Cotton", "Solid", (), {"style": "Chinos"}),),
    "men-socks": (Anchor(("Black",), 249, "Cotton"), Anchor(("Grey", "White"), 299, "Cotton")),
    "girls-dresses": (Anchor(("Pink",), 799, "Cotton", "Floral", ("Party",)),),
    "boys-tshirts": (Anchor(("Blue",), 349, "Cotton", "Graphic"),),
    "mugs": (Anchor(("White",), 299, "Ceramic", "Floral"),),
    "women-nightwear": (Anchor(("Pink",), 699, "Cotton", "Floral"),),
}
