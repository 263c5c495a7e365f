# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Reads a postal address out of one message: "Asha Rao, 98765 43210, 12 MG Road, Pune 411001"."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue.words import PHONE, PIN, phone_in, pin_in

FIELDS = ("name", "phone", "line1", "city", "pin")
NAME_SAID = re.compile(
    r"(?:\bmy name is|\bname\s*(?:is|:|-)|\bi am|\bi'm|\bthis is|\bmera naam|\bnaam(?:\s*(?:hai|:|-))?(?=\s+(?-i:[A-Z]))|नाम|मेरा नाम)\s+"
    r"([^\d,;\n]{2,40}?)(?:\s+(?:hai|है|and|aur|और)\b|[,;\n.]|$)",
    re.IGNORECASE,
)
LABELS = re.compile(
    r"^\s*(?:my\s+)?(?:full\s+)?(?:name|phone(?:\s+number)?|mobile(?:\s+number)?|number|address|city|pin\s?code|pin|deliver\s+to|ship\s+to|send\s+to|पता|फोन|पिन|शहर)\s*(?:is|:|-|hai|है)?\s+",
    re.IGNORECASE,
)
LEFTOVERS = re.compile(r"\b(?:pin\s?code|pin|phone|mobile|mob|ph|number)\b\s*[:.-]?\s*$", re.IGNORECASE)
# The one that is kept, where there is but one.
THE_KEPT_ONE = re.compile(
    r"\b(?:my|mine|mera|mere|same|saved|usual) (?:\w+ )?(?:address|pata)\b|मेर[ेा] (?:\S+ )?पत", re.IGNORECASE
)
PLACE_WORDS = re.compile(
    r"\d|\b(?:flat|house|road|rd|street|st|lane|nagar|colony|sector|block|floor|society|apartment|apartments|near|marg|gali|plot|phase|layout|cross|main|building|tower|chowk|bazaar|enclave|vihar|puram|village)\b|रोड|नगर|मार्ग|गली",
    re.IGNORECASE,
)
HOUSE = re.compile(  # where an address begins
    r"(?:\b(?:flat|house|h\.?\s?no|plot|shop|apartment|room)\b[\s.:#-]*(?:no\b|number\b)?[\s.:#-]*[a-z]?-?\d|(?<![\w#])\d+[a-z]?\b)[^,;\n]*\s[^\W\d]",
    re.IGNORECASE,
)
TO_SMS = re.compile(
    r"^2\s+(?=\d+\w?\s|(?:flat|house|plot|shop|room)\b)", re.IGNORECASE
)  # "redirect it 2 12 MG Road"
ORDER = re.compile(r"#?\b[A-Z]{1,3}\d{6,10}\b")
TAIL = re.compile(
    r"^\W*(?:instead|please|now|then|thanks?|thank you|my (?:default )?address|kar|karo|kare?in|do|dijiye|dena|par|pe|"
    r"bhej\w*|hai|ko|mein|me|se|isko|ise|badal|change|mera|address|pata|ji|\W)+$",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"^\W*[.?!;]\s+|^\W*[,.]?\s*(?:could|can|would|will|please|thank\w*|instead|it|i|so|and|but)\b",
    re.IGNORECASE,
)
BREAK = re.compile(r"[.:!?|=>]$|^(?:[-–—]+>?|=>|@)$")  # what ends a sentence or leads in: "Correct one: ..."
SHORTENED = re.compile(
    r"^\W*(?:[a-z]{1,2}|opp|apt|bldg|soc|sec|blk|flr|dist)\.$", re.IGNORECASE
)  # "No.", "St."
NOT_THAT = re.compile(r"\b(?:instead of|rather than|and not|not)\b", re.IGNORECASE)
THAT_ONE = re.compile(r"\b(?:to|ki jagah|ke badle|hata\w*|nahi+n?)\b", re.IGNORECASE)
NEARBY = frozenset("near nr opp opposite behind beside above below off next adjacent close".split())
LINKS = frozenset({"of", "and", "the", "to"})
# Words that ask for something or tell of somebody, with a capital too: no address begins with one.
ASKED = frozenset(
    """change correct deliver forward hello hey hi i i'm i've it kindly let my please redirect reroute save send ship so
    to update use we""".split()
)
# Words of a sentence; written small, none of them is a word of an address.
TOLD = ASKED | frozenset(
    """a ab abhi aana aaye account actual address address's also an and apna apne are as at aur badal badle be been bhai
    bhaiya bhej bhejna bhejo bhijwa bhijwana but by can change changed chahiye come could correct current deliver
    delivered delivery dena destination do drop dropped drop-off else flat's for forward from galat get getting ghar go
    goes going hai hain has have hello hey hi here home house i i'm i've in instead into is isko ise it its it's jagah
    jana jaaye jaye kar kardo karein karke karo ke kijiye ki kindly ko lag let live living location made mail mailed main
    make may me mein mera mere meri moved must my naya nayi naye need new no nahi not now of office okay ok on one only
    or order our over pahuncha par parcel pata pe place please pls plz plus put reach receive redirect reroute residence
    rehta rehte rehti right route sahi save send sent set shall shift shifted ship shipped shipping should sir so stay
    staying that the their them then there these this to toh updated update use ve wala wale want was we wish with would
    wahan wahin work workplace wrong yaar yahan yeh ye you your मेरा मेरी मेरे नया नई नये पता घर है को पर में से का की के अब यह
    ये इस भेजो भेज दो कर करो बदल ऑर्डर माझा नवीन पत्ता आहे""".split()
)
# What leads an address in, so that it is one without its PIN: "the new address is ...", "change it to ...".
LED = re.compile(
    r"\b(?:address|pata)\b(?:\s+(?:is|hai|to|will be|would be|should be|as|now))*\s*[:=-]?\s+(?=(?:flat|house|plot|h\.?\s?no|\d))|पता(?:\s+है)?\s*[:=-]?\s+(?=\d)|"
    r"\b(?:change|update|set|send|deliver|ship|redirect|forward|correct)\b(?:\s+\S+){0,8}?\s+(?:to|at)\s*:?\s+(?=(?:flat|house|plot|h\.?\s?no|\d))",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<!\bSt)(?<!\bRd)(?<!\bNo)(?<!\bAve)(?<!\bApt)[.?!](?:\s|$)|\n")
SECOND_LINE = re.compile(r"(?:suite|ste|unit|apt|apartment|room|floor)\b\.?", re.IGNORECASE)
LONGEST = 400  # characters of a sentence with an address in it
NAME_WORDS = 4  # a chunk of more words is no name


# What follows an address in a whole sentence.
AFTER = re.compile(
    r"[\s,.;]*\b(?:(?:and|aur|then|please) )*(?:(?:i'?ll|i will|let me|want to|to) )?(?:pay(?:ing|ment)?\b|(?:by|with|using|via|in) (?:upi|cash|card|cod)\b|"
    r"cash on delivery|cod\b|upi\b|credit card|debit card|card (?:se|from)\b|home delivery\b).*$|"
    r"\s+(?:par|pe|पर|ko|tak) .*$|\s+(?:par|pe|पर)$|[.?!]\s+(?=[A-Z]).*$|[,\s]*(?:कार्ड|यूपीआई|UPI) से.*$",
    re.IGNORECASE | re.DOTALL,
)


def address_part(text: str) -> str:
    """Return the part of a sentence that is its address, the whole of one that is nothing else; "" for two of them."""
    if len(text) > LONGEST:
        return text
    if led := _led_in(text):
        return led
    own = _one_of_two(text)
    end = _end(own)
    return (own[:end] + AFTER.sub("", own[end:])).strip() or own


def _end(text: str) -> int:
    """Return where the last PIN of a text ends, 0 for none."""
    return max((match.end() for match in _pins(text)), default=0)


def _led_in(text: str) -> str:
    """Return an address without a PIN that is led in as one, to the end of its sentence; "" for none.

    It needs a house, a street and something behind a comma, so that "change it to 2 pieces, please" is none.
    """
    if _pins(text):
        return ""
    found = ""
    for match in LED.finditer(text):
        end = SENTENCE_END.search(text, match.end())
        part = AFTER.sub("", text[match.end() : end.start() if end else len(text)]).strip(" ,.")
        first, _, rest = part.partition(",")
        place = HOUSE.match(first) and PLACE_WORDS.search(re.sub(r"\d", "", first))
        named = any(x[:1].isupper() for x in rest.split()) and first.split()[-1][:1].isupper()
        if rest.strip() and (place or (HOUSE.match(first) and named and len(first.split()) > 1)):
            found = part
    return found


def _pins(text: str) -> list[re.Match[str]]:
    return list(PIN.finditer(PHONE.sub(lambda match: " " * len(match[0]), text)))


def _one_of_two(text: str) -> str:
    """Return a text with the one of two addresses that is meant; "" where that isn't said."""
    pins = _pins(text)
    if len({match[1].replace(" ", "") for match in pins}) < 2:
        return text
    first, last = pins[0], pins[-1]
    between = text[first.end() : last.start()]
    if len(pins) == 2 and NOT_THAT.search(between):
        return text[: first.end()]
    if len(pins) == 2 and THAT_ONE.search(between):
        return text[first.end() :]
    return ""


def looks_like_address(text: str) -> bool:
    """Whether a message that nobody asked for holds a postal address, with its PIN or led in as one."""
    if _led_in(text):
        return True
    placed = PLACE_WORDS.search(PIN.sub(" ", PHONE.sub(" ", text))) is not None
    return bool(pin_in(text)) and (text.count(",") >= 2 or bool(phone_in(text)) or placed)


def wordless(text: str) -> str:
    """The text without its phone number and PIN, which are no sign of a street."""
    return PIN.sub(" ", PHONE.sub(" ", text))


def has_address(text: str) -> bool:
    """Whether a message holds one postal address, with words around it or none."""
    part = address_part(text)
    return bool(part) and (bool(_led_in(text)) or looks_like_address(part))


def parse_address(text: str, *, cities: tuple[str, ...] = (), asked: str = "") -> dict[str, str]:
    """Return those of FIELDS that the text holds. cities: names found by the reader. asked: the field asked for,
    which the rest of the words answers when nothing else does."""
    found: dict[str, str] = {}
    phone, pin = phone_in(text), pin_in(text)
    found.update({key: value for key, value in (("phone", phone), ("pin", pin)) if value})
    said = NAME_SAID.search(text)
    if said:
        found["name"] = said[1].strip().title() if said[1].isascii() else said[1].strip()
        text = text[: said.start()] + "," + text[said.end() :]
    text = _alone(text)
    chunks = [_stripped(chunk) for chunk in re.split(r"[,;\n]", PIN.sub(",", PHONE.sub(",", text)))]
    chunks = [chunk for chunk in chunks if any(char.isalnum() for char in chunk)]
    _take_city(chunks, cities, found)
    _take_words(chunks, found, asked)
    return found


def _alone(text: str) -> str:
    """Return an address without the words of the wish around it: "Change the address to ... instead"."""
    text = ORDER.sub(" ", text)
    end = _end(text)
    rest = text[end:]
    small = rest.isascii() and rest == rest.lower() and not any(char.isdigit() for char in rest)
    if end and (small or TAIL.match(rest) or NEXT.match(rest)):
        text = text[:end]
    house = HOUSE.search(PHONE.sub(lambda match: "," * len(match[0]), text))
    start = house.start() if house else end
    own = text[start:]
    capitals = any(x[0].isupper() for x in re.findall(r"[^\W\d_]{3,}", own or text))
    before = _kept_before(text[:start], capitals=capitals)
    return before + (own if before.strip() else TO_SMS.sub("", own))


def _kept_before(before: str, *, capitals: bool) -> str:
    """Return what in front of a house number or PIN belongs to an address: streets, buildings, a name, a phone number.

    From the last word backwards, as far as nothing tells of a wish. capitals: the address is written with them, so a
    small word is none of its words.
    """
    kept: list[str] = []
    after = ""
    parts = re.split(r"(\s+)", before)
    for n in range(len(parts) - 1, -1, -1):
        part = parts[n]
        ended = BREAK.search(part) and not SHORTENED.search(part)
        if part.strip() and (ended or _told(part, parts[n - 2] if n > 1 else "", after, capitals)):
            break
        kept.insert(0, part)
        after = part.strip() or after
    while kept and (not kept[0].strip() or kept[0] in LINKS):
        del kept[0]
    return "".join(kept)


def _told(part: str, before: str, after: str, capitals: bool) -> bool:
    """Whether a word is of the wish around an address rather than of the address. before, after: its neighbours."""
    word = part.strip(" ,;()\"'")
    said = word.casefold()
    joins = said in LINKS and before[:1].isupper() and after[:1].isupper()  # "Rao and Sons", "next to"
    if joins or not word.replace("'", "").isalpha() or said in NEARBY:
        return said in TOLD and not word.isascii()
    if said == "to" and before.casefold() in NEARBY:
        return False
    if word == said and word.isascii():
        small = capitals and said not in LINKS and not PLACE_WORDS.search(said)
        return said in TOLD or small
    code = word.isupper() and len(word) > 1 and after[:1].isupper() and not after.isupper()  # "IT Park"
    return not code and (said in ASKED or (said in TOLD and not after[:1].isupper()))


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
