"""Singular and plural of English goods, by rule."""

from __future__ import annotations

IRREGULAR = {
    "scarves": "scarf",
    "knives": "knife",
    "shelves": "shelf",
    "mice": "mouse",
    "men": "man",
    "women": "woman",
    "children": "child",
    "watches": "watch",
    "dresses": "dress",
    "dishes": "dish",
    "brushes": "brush",
    "shoes": "shoe",
}
UNCOUNTED = {
    "jeans",
    "trousers",
    "shorts",
    "pants",
    "leggings",
    "glasses",
    "sunglasses",
    "headphones",
    "clothes",
    "accessories",
    "fitness",
}


def singular(word: str) -> str:
    """Return the singular: "kurtas" -> "kurta", "watches" -> "watch", "accessories" -> "accessory"."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def plural(word: str) -> str:
    """Return the plural: "dress" -> "dresses", "accessory" -> "accessories"."""
    for many, one in IRREGULAR.items():
        if word == one:
            return many
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "sh", "ch", "x")):
        return word + "es" if not word.endswith("s") or word.endswith("ss") else word
    return word + "s"


def both_numbers(form: str) -> tuple[str, ...]:
    """Return the form with its last word in both numbers, the form itself first."""
    head, _, last = form.rpartition(" ")
    if not last or not last.isalpha() or len(last) < 3:
        return (form,) if form else ()
    base = singular(last)
    joined = (last, base, plural(base))
    return tuple(dict.fromkeys(f"{head} {word}".strip() for word in joined))
