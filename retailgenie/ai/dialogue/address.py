# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Reads a postal address out of one message: "Asha Rao, 98765 43210, 12 MG Road, Pune 411001"."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue.words import PHONE, PIN, phone_in, pin_in

FIELDS = ("name", "phone", "line1", "city", "pin")
NAME_SAID = re.compile(
    r"(?:\bmy name is|\bname\s*(?:is|:|-)|\bi am|\bi'm|\bthis is|\bmera naam|नाम|मेरा नाम)\s+"
    r"([^\d,;\n]{2,40}?)(?:\s+(?:hai|है|and|aur|और)\b|[,;\n.]|$)",
    re.IGNORECASE,
)
LABELS = re.compile(
    r"^\s*(?:my\s+)?(?:full\s+)?(?:name|phone(?:\s+number)?|mobile(?:\s+number)?|number|address|city|pin\s?code|pin|deliver\s+to|ship\s+to|send\s+to|पता|फोन|पिन|शहर)\s*(?:is|:|-|hai|है)?\s+",
    re.IGNORECASE,
)
LEFTOVERS = re.compile(r"\b(?:pin\s?code|pin|phone|mobile|mob|ph|number)\b\s*[:.-]?\s*$", re.IGNORECASE)
PLACE_WORDS = re.compile(
    r"\d|\b(?:flat|house|road|rd|street|st|lane|nagar|colony|sector|block|floor|society|apartment|apartments|near|marg|gali|plot|phase|layout|cross|main|building|tower|chowk|bazaar|enclave|vihar|puram|village)\b|रोड|नगर|मार्ग|गली",
    re.IGNORECASE,
)
HOUSE = re.compile(  # where an address begins
    r"(?:\b(?:flat|house|h\.?\s?no|plot|shop|apartment|room)\b|(?<![\w#])\d+[a-z]?\b)[^,;\n]*\s[^\W\d]",
    re.IGNORECASE,
)
WISH = re.compile(
    r"\b(?:address|pat[ae]a?|send|deliver\w*|ship\w*|bhej\w*|moved|shift\w*|make|change|update|order)\b",
    re.IGNORECASE,
)
ORDER = re.compile(r"#?\b[A-Z]{1,3}\d{6,10}\b")
TAIL = re.compile(
    r"^\W*(?:instead|please|now|then|thanks?|thank you|my (?:default )?address|kar|karo|kare?in|do|dijiye|dena|par|pe|"
    r"bhej\w*|hai|ko|mein|me|se|isko|ise|badal|change|mera|address|pata|ji|\W)+$",
    re.IGNORECASE,
)
LEAD_IN = re.compile(
    r"(?::|\b(?:to|at|is|be|par|pe))\s*$", re.IGNORECASE
)  # "the right one: ...", "... to 12 MG Road"
SECOND_LINE = re.compile(r"(?:suite|ste|unit|apt|apartment|room|floor)\b\.?", re.IGNORECASE)
LONGEST = 400  # characters of a sentence with an address in it
NAME_WORDS = 4  # a chunk of more words is no name


# What stands around an address in a whole sentence: "checkout with home delivery to ..., pay by UPI".
BEFORE = re.compile(
    r"^.*?\b(?:deliver(?:y|ed)?|ship(?:ped)?|send|courier|bhejo|डिलीवरी)(?: (?:it|them|this))?(?: (?:home|to|at|on|par|pe))*\s*[,:-]?\s+|"
    r"^.*?\b(?:change|update|set) (?:it|this|that|my (?:\w+ )*address|the (?:\w+ )*address|address)(?: for [^,]*?)? to (?:my new home\W+)?|^.*\b(?:new )?address (?:is|:|hai) |^.*\bto (?=\d)",
    re.IGNORECASE | re.DOTALL,
)
AFTER = re.compile(
    r"[\s,.;]*\b(?:(?:and|aur|then|please) )*(?:(?:i'?ll|i will|let me|want to|to) )?(?:pay(?:ing|ment)?\b|(?:by|with|using|via|in) (?:upi|cash|card|cod)\b|"
    r"cash on delivery|cod\b|upi\b|credit card|debit card|card (?:se|from)\b|home delivery\b).*$|"
    r"\s+(?:par|pe|पर|ko|tak) .*$|\s+(?:par|pe|पर)$|[.?!]\s+(?=[A-Z]).*$|[,\s]*(?:कार्ड|यूपीआई|UPI) से.*$",
    re.IGNORECASE | re.DOTALL,
)


def address_part(text: str) -> str:
    """Return the part of a sentence that is its address, the whole of one that is nothing else."""
    if len(text) > LONGEST:
        return text
    rest = BEFORE.sub("", text, count=1)
    return AFTER.sub("", rest).strip() or text


def looks_like_address(text: str) -> bool:
    """Whether a message that nobody asked for holds a postal address."""
    placed = PLACE_WORDS.search(PIN.sub(" ", PHONE.sub(" ", text))) is not None
    return bool(pin_in(text)) and (text.count(",") >= 2 or bool(phone_in(text)) or placed)


def parse_address(text: str, *, cities: tuple[str, ...] = (), asked: str = "") -> dict[str, str]:
    """Return those of FIELDS that the text holds. cities: names found by the reader. asked: the field asked for,
    which the rest of the words answers when nothing else does."""
    found: dict[str, str] = {}
    text = _alone(text)
    phone, pin = phone_in(text), pin_in(text)
    found.update({key: value for key, value in (("phone", phone), ("pin", pin)) if value})
    said = NAME_SAID.search(text)
    if said:
        found["name"] = said[1].strip().title() if said[1].isascii() else said[1].strip()
        text = text[: said.start()] + "," + text[said.end() :]
    chunks = [_stripped(chunk) for chunk in re.split(r"[,;\n]", PIN.sub(",", PHONE.sub(",", text)))]
    chunks = [chunk for chunk in chunks if any(char.isalnum() for char in chunk)]
    _take_city(chunks, cities, found)
    _take_words(chunks, found, asked)
    return found


def _alone(text: str) -> str:
    """Return an address without the words of the wish around it: "Change the address to ... instead"."""
    text = ORDER.sub(" ", text)
    house = HOUSE.search(text)
    before = text[: house.start()] if house else ""
    told = any(char.isdigit() for char in before) or NAME_SAID.search(f"{before}x")
    if house and (LEAD_IN.search(before) or WISH.search(before)) and not told:
        text = text[house.start() :]
    pins = list(PIN.finditer(PHONE.sub(lambda match: " " * len(match[0]), text)))
    end = pins[-1].end() if pins else len(text)
    rest = text[end:]
    small = rest.isascii() and rest == rest.lower() and not any(char.isdigit() for char in rest)
    return text[:end] if pins and (small or TAIL.match(rest)) else text


def _stripped(chunk: str) -> str:
    """Return a chunk without its label ("Phone:", "my address is")."""
    return LEFTOVERS.sub("", LABELS.sub("", chunk.strip() + " ")).strip(" .-:")


def _take_city(chunks: list[str], cities: tuple[str, ...], found: dict[str, str]) -> None:
    for city in cities:
        for index, chunk in enumerate(chunks):
            if not re.search(rf"\b{re.escape(city)}\b", chunk, re.IGNORECASE):
                continue
            found["city"] = city
            rest = re.sub(rf"[\s-]*\b{re.escape(city)}\b\s*$", "", chunk, flags=re.IGNORECASE).strip(" -")
            chunks[index : index + 1] = [rest] if rest else []
            return


def _take_words(chunks: list[str], found: dict[str, str], asked: str) -> None:
    """Give the remaining words to name, lines and city."""
    if len(chunks) == 1 and asked in ("name", "line1", "city"):
        found[asked] = chunks[0]
        return
    if chunks and "name" not in found and asked in ("", "name", "address") and _is_name(chunks[0]):
        found["name"] = chunks.pop(0)
    if len(chunks) > 1 and "city" not in found and "pin" in found and not PLACE_WORDS.search(chunks[-1]):
        found["city"] = chunks.pop()
    if len(chunks) > 1 and SECOND_LINE.match(chunks[1]) and asked in ("", "address", "line1"):
        found["line2"] = chunks.pop(1)
    if chunks and asked not in ("phone", "pin"):
        found["line1"] = ", ".join(chunks)


def _is_name(chunk: str) -> bool:
    return len(chunk.split()) <= NAME_WORDS and not PLACE_WORDS.search(chunk)
