"""Titles and descriptions that say what a product is, and nothing that its attributes don't."""

from __future__ import annotations

from random import Random

from apps.operations.demo.chance import some
from apps.operations.demo.kinds import Kind
from apps.operations.demo.vocabulary import (
    DRY_CLOTH,
    MATERIALS,
    OCCASION_SENTENCES,
    ORIGINS,
    PATTERN_SENTENCES,
    WIPE,
)

AIM_CHARACTERS = 500
SCREEN = "Colours can look a little different on your screen."
SIZE_GUIDE = "The size guide has all measurements in centimetres and inches."
ONE_SIZE = ("free", "one", "socks", "scent", "care", "oil")
OPENINGS = (
    "{article} {noun} from {brand}",
    "{brand} brings you {article_low} {noun}",
    "Meet {article_low} {noun} by {brand}",
    "From the {brand} workshop comes {article_low} {noun}",
)
LABELS = {
    "fit": "The cut is {}",
    "neck": "The neckline is {}",
    "sleeve": "It has {}",
    "length": "The length is {}",
    "rise": "The waist sits at {}",
    "style": "The style is {}",
    "closure": "It closes by {}",
    "finish": "The finish is {}",
    "capacity": "It holds {}",
    "set": "It comes {}",
    "pack": "Sold as {}",
    "border": "It is finished with {}",
    "wash": "The denim has {}",
    "thread_count": "The thread count is {}",
    "weight": "The weight is {}",
    "dial": "It has {}",
    "display": "The display is {}",
    "feature": "Worth knowing: {}",
    "notes": "The leading note is {}",
    "skin": "Suited to {}",
    "toe": "It has {}",
    "heel": "The heel measures {}",
    "use": "Made for {}",
    "shape": "It measures {}",
    "seats": "It covers a table of the size {}",
    "blouse": "In the parcel: {}",
}
KEEP_CASE = {
    "TC",
    "GSM",
    "TSA",
    "UV400",
    "USB",
    "RFID",
    "L",
    "A-line",
    "T-Strap",
    "Kolhapuri",
    "Punjabi",
    "Nehru",
}


def title_words(kind: Kind, colours: list[str], word: str, material: str, chosen: dict[str, str]) -> str:
    """Return the title: the colour only where there is one, and no word twice in a row."""
    colour = colours[0] if len(colours) == 1 else ""
    text = kind.title.format_map({"colour": colour, "pattern": word, "material": material, **chosen})
    words: list[str] = []
    for part in text.split():
        if not words or words[-1].strip(",").lower() != part.lower():
            words.append(part)
    return " ".join(words)


def describe(
    rng: Random, kind: Kind, brand: str, attributes: dict[str, list[str]], colours: list[str]
) -> str:
    """Return about 500 characters: what it is made of, its cut, its pattern, features, use, care and origin."""
    material, pattern = attributes.get("material", [""])[0], attributes.get("pattern", [""])[0]
    first = [_opening(rng, kind, brand, material, colours)]
    first += [PATTERN_SENTENCES[pattern]] if pattern else []
    first += [_said(name, attributes[name][0]) for name in kind.attributes]
    use = [OCCASION_SENTENCES[occasion] for occasion in attributes["occasion"]]
    last = [
        *use,
        _care(kind, material),
        f"Made in {rng.choice(ORIGINS.get(pattern) or ORIGINS.get(material) or ORIGINS[''])}.",
    ]
    extra = [f"{feature}." for feature in some(rng, kind.features, len(kind.features))]
    body = [*first, *extra[:2], *last]
    for sentence in extra[2:]:
        if sum(map(len, body)) + len(sentence) < AIM_CHARACTERS:
            body.insert(len(first), sentence)
    return " ".join([*body, SCREEN if kind.sizes in ONE_SIZE else SIZE_GUIDE])


def _care(kind: Kind, material: str) -> str:
    if not material:
        return "Keep in a cool, dry place."
    worn_only = kind.returns == "home" and MATERIALS[material].care == DRY_CLOTH
    return WIPE if worn_only else MATERIALS[material].care


def _opening(rng: Random, kind: Kind, brand: str, material: str, colours: list[str]) -> str:
    noun = kind.noun.lower()
    plural = noun.endswith("s") and not noun.endswith(("ss", "us"))
    article = "A pair of" if plural else "An" if noun[0] in "aeio" else "A"
    text = rng.choice(OPENINGS).format(article=article, article_low=article.lower(), noun=noun, brand=brand)
    shades = f" in {_joined([colour.lower() for colour in colours])}"
    if not material:
        return f"{text}{shades}."
    return f"{text}{shades}, made of {_low(material)}, {MATERIALS[material].feel}."


def _said(name: str, value: str) -> str:
    if name == "sleeve":
        return "It is sleeveless." if value == "Sleeveless" else f"It has {_low(value)}s."
    if name in ("dial", "toe"):
        return f"It has a {_low(value)}."
    return f"{LABELS[name].format(_low(value))}."


def _low(value: str) -> str:
    return " ".join(
        word if word in KEEP_CASE or word[0].isdigit() else word.lower() for word in value.split()
    )


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
