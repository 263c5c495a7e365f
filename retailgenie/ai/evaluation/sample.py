"""A small made-up catalogue that the references set is written against."""

from __future__ import annotations

from functools import lru_cache

from retailgenie.ai.nlu.vocabulary import Vocabulary

VALUES = {
    "category": (
        "Shirts",
        "T-Shirts",
        "Kurtas",
        "Sarees",
        "Jeans",
        "Sneakers",
        "Formal Shoes",
        "Watches",
        "Jackets & Blazers",
        "Headphones",
    ),
    "colour": ("Red", "Maroon", "Blue", "Navy Blue", "Sky Blue", "Black", "White", "Green", "Yellow", "Pink"),
    "gender": ("Men", "Women", "Boys", "Girls", "Unisex"),
    "brand": ("Aarohi", "Loom & Leaf", "Northpeak"),
    "material": ("Cotton", "Linen", "Silk", "Polyester", "Leather", "Denim"),
    "occasion": ("Casual", "Festive", "Office", "Party", "Wedding"),
    "pattern": ("Printed", "Solid", "Striped"),
    "size": ("S", "M", "L", "XL", "30", "32", "34", "UK 8", "UK 9", "9-10 Years"),
}
WORDS = {
    "shirt": 60,
    "kurta": 50,
    "embroidered": 20,
    "sneakers": 30,
    "wireless": 5,
    "collar": 12,
    "watch": 20,
}


# The catalogue that the slots set is written against: wider, so that a sentence has more to be mistaken for.
SLOTS_VALUES = VALUES | {
    "category": (
        *VALUES["category"],
        "Sandals",
        "Watch Straps",
        "Handbags",
        "Backpacks",
        "Dresses",
        "Lehengas",
        "Trousers",
        "Bedsheets",
        "Earrings",
        "Sunglasses",
        "Science Kits",
        "Board Games",
        "Chargers",
    ),
    "colour": (*VALUES["colour"], "Brown"),
    "size": (*VALUES["size"], "UK 6", "UK 7"),
}


@lru_cache(maxsize=1)
def slots_vocabulary() -> Vocabulary:
    """Return the vocabulary of the catalogue that the slots set is written against."""
    return Vocabulary.build(values=SLOTS_VALUES, words=WORDS)


@lru_cache(maxsize=1)
def sample_vocabulary() -> Vocabulary:
    """Return the vocabulary of the sample catalogue."""
    return Vocabulary.build(values=VALUES, words=WORDS, cities=("Pune", "Delhi", "Mumbai"))


SAMPLE_VOCABULARY = sample_vocabulary()
