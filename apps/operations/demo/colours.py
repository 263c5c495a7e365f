"""The colours of the demo shop: canonical names, what they look like, and which kinds of thing come in them."""

from __future__ import annotations

COLOURS: dict[str, str] = {
    "Red": "#c8102e",
    "Maroon": "#7b1e2b",
    "Wine": "#5e1f3d",
    "Pink": "#e66a92",
    "Blush Pink": "#f1b9bd",
    "Coral": "#f0705a",
    "Peach": "#f6b596",
    "Orange": "#ec7a1c",
    "Rust": "#b1502b",
    "Mustard": "#d9a227",
    "Yellow": "#f3cf45",
    "Green": "#2f8f56",
    "Bottle Green": "#17503a",
    "Olive": "#747a3a",
    "Mint": "#a5d8c0",
    "Teal": "#137b80",
    "Turquoise": "#2fb3b5",
    "Blue": "#2d68c4",
    "Navy": "#1f2c52",
    "Indigo": "#35408e",
    "Sky Blue": "#8fc1e8",
    "Lavender": "#b8a5dc",
    "Purple": "#6d3c97",
    "Brown": "#6f452a",
    "Tan": "#bd8752",
    "Khaki": "#a69770",
    "Beige": "#dcc8a5",
    "Cream": "#f3e8cd",
    "White": "#f8f7f3",
    "Grey": "#8c9096",
    "Charcoal": "#43474e",
    "Black": "#22232a",
    "Gold": "#cfa243",
    "Silver": "#bcc2ca",
    "Rose Gold": "#d79b86",
    "Copper": "#b56c3f",
    "Multicolour": "#d8587a",
}

_PALETTE_WORDS: dict[str, str] = {
    "ethnic": (
        "Red Maroon Pink Blue Indigo Navy Green Teal Mustard Yellow Rust Peach White Cream Black Wine Purple "
        "Turquoise Coral Mint Orange Lavender Olive"
    ),
    "festive": (
        "Red Maroon Wine Pink Bottle_Green Navy Purple Mustard Gold Teal Orange Peach Blush_Pink Cream Blue "
        "Lavender Green"
    ),
    "western": (
        "Black White Blue Navy Red Pink Green Olive Grey Beige Brown Lavender Mustard Teal Maroon Sky_Blue Peach "
        "Rust Yellow Coral Purple"
    ),
    "shirt": "Blue White Sky_Blue Navy Black Grey Maroon Green Olive Pink Lavender Beige Mustard Red Teal Rust",
    "denim": "Blue Navy Indigo Black Grey Sky_Blue White",
    "neutral": "Black Navy Grey Beige Khaki Brown Olive Charcoal Cream White Maroon",
    "winter": "Black Navy Grey Maroon Olive Mustard Charcoal Brown Bottle_Green Cream Wine Teal Rust",
    "sport": "Black Navy Grey Charcoal Blue Green Red Teal Maroon Pink",
    "kids": "Pink Blue Yellow Red Mint Lavender Orange Sky_Blue Green White Peach Navy Turquoise",
    "shoe": "Black Brown Tan White Navy Grey Beige Olive Blue Red",
    "heel": "Black Beige Gold Red Silver Pink Rose_Gold Tan Maroon Navy White",
    "jutti": "Red Gold Pink Maroon Green Mustard Blue Cream Black Peach Purple",
    "leather": "Black Brown Tan Maroon Navy Beige Olive",
    "bag": "Black Tan Brown Beige Maroon Navy Pink Green Mustard Grey Teal White Rust Red",
    "jewel": "Gold Silver Rose_Gold Green Red Blue White Pink Multicolour",
    "watch": "Black Silver Gold Rose_Gold Brown Blue Green White",
    "lips": "Red Pink Maroon Coral Wine Peach Brown Rust",
    "home": "Blue White Grey Beige Green Mustard Pink Teal Maroon Indigo Rust Peach Lavender Navy Cream Yellow",
    "earth": "White Beige Blue Green Rust Black Grey Mustard Teal Cream Brown Pink",
    "cookware": "Silver Black",
    "natural": "Brown Beige Tan Black White",
    "underwear": "White Black Grey Navy Blue Maroon",
    "camisole": "White Black Beige Blush_Pink Navy Maroon",
    "scent": "Gold Pink Blue Green Purple Black",
    "care": "White Green Pink Peach",
}
PALETTES: dict[str, tuple[str, ...]] = {
    name: tuple(word.replace("_", " ") for word in words.split()) for name, words in _PALETTE_WORDS.items()
}
