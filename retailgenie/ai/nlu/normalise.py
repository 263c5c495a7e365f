"""A message made comparable: clean text, tokens with offsets, one flat line of canonical words, and its English gloss.

`clean` keeps case and script (offsets of every entity point into it). `flat` is lower case, Latin and spelled one
way, so that each rule is written once for English, Hinglish, Hindi and Marathi.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from retailgenie.ai.nlu import devanagari_words, language, lexicon, marathi_words
from retailgenie.ai.nlu.devanagari import is_devanagari, romanise
from retailgenie.ai.types import Language

MAX_CHARACTERS = 2000  # a longer message is cut: no wish needs more, and cost stays bounded
TOKEN = re.compile(
    r"[₹$]|[0-9]+(?:,[0-9]{2,3})*(?:\.[0-9]+)?(?:st|nd|rd|th)?[A-Za-z]*|[A-Za-z]+[0-9][A-Za-z0-9]*"
    r"|[A-Za-z]+(?:[-'][A-Za-z]+)*|[\u0900-\u097F\u200c\u200d]+|\S"
)
QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "।": "."}
)
ZERO_WIDTH = re.compile(r"[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e]")
JOINERS = re.compile(r"(?<![\u0900-\u097F])[\u200c\u200d]|[\u200c\u200d](?![\u0900-\u097F])")
SHORT_FORMS = {
    word: full
    for full, words in {
        "please": "plz pls plss plzz pleez pliz plis pleas",
        "you": "u yu",
        "your": "ur yr",
        "are": "r",
        "thanks": "thx thnx thanx thnks tnx thankyou thnku thanku ty tysm tq tqs tks thnq thanq thankx tyvm",
        "want to": "wanna wana",
        "should": "shud shuld shoud shld",
        "review": "reviw reviev rewiew",
        "reviews": "reviws revievs rewiews",
        "which": "whch wich",
        "going to": "gonna",
        "give me": "gimme",
        "have to": "gotta",
        "let me": "lemme",
        "because": "coz cuz bcoz bcz",
        "message": "msg",
        "what": "wat wht wot",
        "when": "wen whn",
        "where": "whr wer wher",
        "tomorrow": "2moro tmrw tomorow tommorow tommorrow",
        "before": "b4",
        "and": "nd n &",
        "don't": "dont dnt",
        "doesn't": "doesnt",
        "can't": "cant",
        "i'm": "im",
        "it's": "its",
        "what's": "whats wats",
        "where's": "wheres",
        "have": "hv hav",
        "order": "ordr oder ordar orde orrder",
        "quantity": "qty qnty",
        "cancel": "cancle cancl cancell cncl",
        "return": "retun retrun reutrn retrn retarn",
        "refund": "refnd refud rfund",
        "delivery": "dlvry delivry delevery delivary dilivery dlivery",
        "available": "avail avlbl availble avaliable avilable",
        "discount": "disc discnt dicount",
        "with": "wid wth",
        "for": "fr 4r",
        "about": "abt",
        "okay": "okk okkk okie oki",
        "ok": "k kk oke",
        "hi": "hii hey heyy hie",
        "hello": "helo hlo hllo hlw hallo hullo heloo elo",
        "good": "gud",
        "morning": "mrng mrning mornin morng",
        "evening": "evng evning",
        "afternoon": "aftrnoon aftnoon aftrnun",
        "night": "nite nyt",
        "good night": "gn gnite",
        "how are you": "hru howru",
        "see you": "cya",
        "talk later": "ttyl",
        "bye": "bbye",
        "much": "mch",
        "very": "vry",
        "today": "2day tdy",
        "recommend": "recomend reccomend recommand",
        "cheapest": "chepest cheepest chepst",
        "cheaper": "cheeper cheapr chepar cheper chaper cheapar",
        "cheap": "cheep chep",
        "better": "beter bettr bettar",
        "around": "arnd arround aroud",
        "under": "undr undar uder",
        "show": "shw shwo shoe_me",
        "how": "hw",
        "office": "offce ofice offise",
        "need": "ned neeed",
        "want": "wnt wan't",
        "looking": "lookin lukin luking",
        "length": "lenght lenth",
        "change": "chng chnge chage",
        "same": "sme saem",
        "exchange": "exchng exchnge xchange exchage",
        "checkout": "checkot chekout chkout checkut",
        "number": "num nmbr",
        "address": "adress addres adres addr",
        "payment": "pymt paymnt payement",
        "them": "em",
        "something": "smth smthing somthing somethin smthin sumthing",
        "anything": "anythng",
        "between": "btw btwn betwen",
        "t-shirt": "tshirt teeshirt",
        "t-shirts": "tshirts teeshirts",
    }.items()
    for word in words.split()
}
SHORT_IN_HINDI = {"n", "r", "u", "k", "fr", "em", "its"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: raw as written, word as rules read it, gloss in English; offsets into Text.clean."""

    raw: str
    word: str
    gloss: str
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """A whole normalised message."""

    clean: str
    tokens: tuple[Token, ...]
    language: Language

    @cached_property
    def flat(self) -> str:
        return " ".join(token.word for token in self.tokens)

    @cached_property
    def _flat_starts(self) -> list[int]:
        starts, at = [], 0
        for token in self.tokens:
            starts.append(at)
            at += len(token.word) + 1
        return starts

    def token_at(self, flat_offset: int) -> int:
        """Return the index of the token at an offset into `flat`."""
        return max(0, bisect_right(self._flat_starts, flat_offset) - 1)

    def token_range(self, start: int, end: int) -> range:
        """Return the tokens that a span of `flat` touches."""
        return (
            range(self.token_at(start), self.token_at(max(start, end - 1)) + 1) if self.tokens else range(0)
        )

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of `flat` into offsets of `clean`."""
        covered = self.token_range(start, end)
        return self.tokens[covered[0]].start, self.tokens[covered[-1]].end

    @cached_property
    def gloss(self) -> str:
        """The message with Hindi words in English, for an encoder that knows English only."""
        if self.language is Language.ENGLISH:
            return self.flat
        return " ".join(token.gloss for token in self.tokens if token.gloss)


def clean(text: str) -> str:
    """Return the text in NFKC, without zero-width characters, digits in ASCII, one blank between words."""
    cut = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).translate(QUOTES)
    cut = JOINERS.sub("", ZERO_WIDTH.sub("", cut))
    digits = "".join(str(unicodedata.digit(x)) if x.isdigit() and not x.isascii() else x for x in cut)
    return " ".join(digits.split())


@lru_cache(maxsize=16384)
def squeeze(word: str) -> str:
    """Undo elongation: "pleaseee" -> "please", "coool" -> "cool", "soooo" -> "so"."""
    ended = re.sub(r"([a-z])\1{2,}$", r"\1", word)
    return re.sub(r"([a-z])\1{2,}", lambda m: m[1] * 2 if m[1] in "eo" else m[1], ended)


@lru_cache(maxsize=2048)
def analyse(text: str) -> Text:
    """Return the normalised message; equal texts share one result."""
    cleaned = clean(text)
    matches = list(TOKEN.finditer(cleaned))
    lowered = [squeeze(match[0].lower()) for match in matches]
    spoken = language.detect(cleaned, lowered)
    tokens = tuple(
        _token(match, lower, spoken)
        for match, lower in zip(matches, lowered, strict=True)
        if match[0].strip("\u200c\u200d")
    )
    return Text(cleaned, tokens, spoken)


def _token(match: re.Match[str], lower: str, spoken: Language) -> Token:
    raw, start, end = match[0], match.start(), match.end()
    hindi = spoken is not Language.ENGLISH
    if is_devanagari(raw[0]):
        return _devanagari_token(raw, start, end, spoken)
    if lower in SHORT_FORMS and not (hindi and lower in SHORT_IN_HINDI):
        full = SHORT_FORMS[lower]
        return Token(raw, full, full, start, end)
    if hindi and lower.isalpha():
        known = lexicon.find(lower) or (
            None if lower in lexicon.SPOKEN_NUMBERS else lexicon.find_by_sound(lower)
        )
        if known:
            return Token(raw, known.canonical, known.gloss, start, end)
    return Token(raw, lower, lower, start, end)


def _marathi(raw: str) -> str:
    """Return the canonical word of a Marathi spelling, its ending taken off where only the stem is listed, or ""."""
    if raw in marathi_words.SPELLINGS:
        return marathi_words.SPELLINGS[raw]
    if raw in devanagari_words.WORDS or lexicon.find_by_sound(romanise(raw)):
        return ""
    bare = marathi_words.stem(raw)
    return marathi_words.SPELLINGS.get(bare) or devanagari_words.WORDS.get(bare) or romanise(bare)


def _devanagari_token(raw: str, start: int, end: int, spoken: Language) -> Token:
    if raw in devanagari_words.BY_PLACE:
        word = devanagari_words.BY_PLACE[raw][0 if start == 0 else 1]
        found = lexicon.find(word)
        return Token(raw, word, found.gloss if found else word, start, end)
    listed = devanagari_words.WORDS.get(raw)
    if spoken is Language.MARATHI:
        listed = _marathi(raw) or listed
    roman = listed or romanise(raw)
    known = lexicon.find(roman) if listed else lexicon.find(roman) or lexicon.find_by_sound(roman)
    word = known.canonical if known else roman
    if not known and not listed:
        word = lexicon.NUMBER_KEYS.get(lexicon.spelling_key(roman), roman)
    return Token(raw, word, known.gloss if known else word, start, end)
