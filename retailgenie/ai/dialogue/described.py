"""Things of an order in plain words of whatever they are: "the black 4 cup coffee maker with timer for a steel one".

Titles, attributes and values come from the order's lines and their products, so no word of any catalogue is in here. A
message becomes groups of words about one thing each; those after "for", "to", "instead" say what a thing shall become.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from retailgenie.ai.dialogue.atoms import PART, Atom, atoms_of, same, spans, words_of

# Neither numbers of orders nor ways to pay are words about things.
ASIDE = re.compile(
    r"#?\b[A-Z]{0,3}\d{5,}\b|\b(?:gift|credit|debit|visa|master|mastercard|amex|rupay|paypal)[\s-]?cards?\b|"
    r"\b(?:paypal|mastercard|visa|amex|rupay)\b|\bending (?:in |with )?\d{4}\b|\S+@\S+",
    re.IGNORECASE,
)
SIZES = tuple(
    (re.compile(rf"\b(?:{words})\b(?:[\s-]sized?)?", re.IGNORECASE), short)
    for words, short in (
        (r"(?:extra[\s-]){2}large|double[\s-](?:xl|extra[\s-]large)|2[\s-]?xl", "XXL"),
        (r"(?:extra[\s-]){3}large|triple[\s-](?:xl|extra[\s-]large)|3[\s-]?xl", "XXXL"),
        (r"extra[\s-]large", "XL"),
        (r"extra[\s-]small", "XS"),
        (r"small", "S"),
        (r"medium", "M"),
        (r"large", "L"),
    )
)
ONES = frozenset({"one", "wala", "wali", "wale", "waala", "waali", "vala", "vali"})
SAME = frozenset({"same", "identical", "wahi", "vahi", "waisa", "waisi", "vaisa"})
ARTICLES = frozenset(
    {"the", "a", "an", "my", "that", "this", "woh", "wo", "vo", "ye", "yeh", "mera", "meri", "mere"}
)
LISTING = frozenset({"and", "aur", "plus", "also", "tatha", "ani", ",", ";"})
TURNING = frozenset(
    """to for into want instead rather but become becomes becoming : → ko jagah badle badal badalkar bajay bajaye karke
    nahi nahin chahiye exchange swap replace switch change convert""".split()
)
BACKWARDS = (("instead", "of"), ("in", "place", "of"), ("rather", "than"), ("in", "exchange", "for", "my"))
NOT = frozenset({"non", "not", "no", "without", "bina", "isn"})
SIZED = frozenset({"size", "saiz", "number", "in", "uk"})
AMONG = frozenset({"and", "plus", "with"})
JOINING = AMONG | NOT | SIZED | {"of", "having", "ka", "ki", "ke"}  # between a thing and its values
PART_OF_WORD = 5  # letters of a word that stands for a compound it ends
BARE = frozenset({"yes", "no", "none"})

Options = Mapping[str, str]
Meaning = tuple[str, str]  # attribute, value


@dataclass(frozen=True, slots=True)
class Kind:
    """A title, and the values that things of it come in."""

    title: str
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Said:
    """A value in the words: what it may mean, by title."""

    first: int
    last: int
    meanings: Mapping[str, tuple[Meaning, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Words about one thing. titles: those it may be; none where only values were said. same: one more of its kind."""

    titles: frozenset[str]
    values: tuple[Said, ...]
    same: bool = False

    def fits(self, title: str, options: Options) -> bool:
        """Whether a thing is all that was said."""
        if self.titles and title not in self.titles:
            return False
        return all(
            any(options.get(name) == x for name, x in said.meanings.get(title, ())) for said in self.values
        )


@dataclass(frozen=True, slots=True)
class Pairs:
    """What was said to become what: groups of now and of then; a wish without a change has none of then.

    every: all groups as they were said, for whoever tells the two apart by what there is.
    """

    now: tuple[Group, ...]
    then: tuple[Group, ...]
    every: tuple[Group, ...] = ()


def pairs_in(text: str, kinds: Sequence[Kind]) -> Pairs:
    """Return the things that a message names, and what they shall become."""
    text = _sizes_short(text, {x for kind in kinds for values in kind.values.values() for x in values})
    atoms = atoms_of(ASIDE.sub(lambda match: ";" + " " * (len(match[0]) - 1), text))
    runs = [run for run in _runs(atoms, kinds) if run.groups]
    if not runs:
        return Pairs((), ())
    now, then = list(runs[0].groups), list[Group]()
    backwards = len(runs) > 1 and runs[1].backwards
    for number, run in enumerate(runs[1:], 1):
        several = number < len(runs) - 1 and len(run.groups) > 1
        then += run.groups[:1] if several else run.groups
        now += run.groups[1:] if several else ()
    if backwards:
        now, then = then, now
    return Pairs(tuple(now), tuple(then), tuple(group for run in runs for group in run.groups))


def _sizes_short(text: str, values: Set[str]) -> str:
    """Write sizes as the things have them: "extra extra large" as XXL where that is a value and the words aren't."""
    known = {x.casefold() for x in values}
    for words, short in SIZES:
        if short.casefold() in known:
            text = words.sub(partial(_shortened, short, known), text)
    return text


def _shortened(short: str, known: Set[str], match: re.Match[str]) -> str:
    return match[0] if match[0].casefold() in known else short


# --- words to groups ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Run:
    """Groups between two turning words."""

    groups: tuple[Group, ...]
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    first: int
    last: int
    titles: frozenset[str]


def _runs(atoms: Sequence[Atom], kinds: Sequence[Kind]) -> list[_Run]:
    titles = _titles(atoms, kinds)
    taken = {at for head in titles for at in range(head.first, head.last)}
    said = _values(atoms, kinds, taken)
    covered = taken | {at for x in said for at in range(x.first, x.last)}
    turns = [(0, 0, False), *_turns(atoms, covered), (len(atoms), len(atoms), False)]
    ones = [
        _Head(n, n + 1, frozenset())
        for n, x in enumerate(atoms)
        if n not in covered and x.is_one_of(ONES | SAME)
    ]
    names = frozenset(x for kind in kinds for name in kind.values for x in words_of(name))
    known = covered | {n for n, x in enumerate(atoms) if x.is_one_of(names)}
    runs = []
    for before, after in pairwise(turns):
        start, end = before[1], after[0]
        inside = [x for x in sorted([*titles, *ones], key=lambda x: x.first) if start <= x.first < end]
        values = [x for x in said if start <= x.first < end]
        runs.append(_Run(_groups(atoms, inside, values, covered, known), before[2]))
    return runs


def _turns(atoms: Sequence[Atom], covered: set[int]) -> list[tuple[int, int, bool]]:
    """Return (first, last + 1, backwards) of words that turn from what is to what shall be."""
    found: list[tuple[int, int, bool]] = []
    for words in BACKWARDS:
        found += [(first, last, True) for first, last in spans(atoms, words)]
    inside = {at for first, last, _ in found for at in range(first, last)}
    found += [
        (n, n + 1, False)
        for n, x in enumerate(atoms)
        if n not in inside and n not in covered and x.is_one_of(TURNING)
    ]
    found += [(n, n + 1, False) for n in range(len(atoms) - 1) if _with_a(atoms, n)]
    return sorted(found)


def _with_a(atoms: Sequence[Atom], n: int) -> bool:
    """ "Swap it with a blue one" turns; "the one with a timer" doesn't, as far as a following noun tells."""
    return "with" in atoms[n].forms and n > 0 and atoms[n + 1].is_one_of(frozenset({"a", "an", "another"}))


def _groups(
    atoms: Sequence[Atom], heads: Sequence[_Head], values: Sequence[Said], covered: set[int], known: set[int]
) -> tuple[Group, ...]:
    """Give each value to the head it stands with; values without any head are a group of their own.

    covered: where titles and values stand; known: these and the names of attributes.
    """
    merged = _merged(heads, covered)
    if not merged:
        return (Group(frozenset(), tuple(values)),) if values else ()
    borders = [_border(atoms, one, other, known) for one, other in pairwise(merged)]
    found = []
    for number, head in enumerate(merged):
        start = borders[number - 1] if number else 0
        end = borders[number] if number < len(borders) else len(atoms)
        own = tuple(x for x in values if start <= x.first < end)
        same = any(atoms[n].is_one_of(SAME) for n in range(start, min(end, head.last)))
        if head.titles or own or same:
            found.append(Group(head.titles, own, same))
    return tuple(found)


def _merged(heads: Sequence[_Head], covered: set[int]) -> list[_Head]:
    """Join "wala kettle", "one black kettle" and "kettle black wala" to one head."""
    found: list[_Head] = []
    for head in heads:
        last = found[-1] if found else None
        near = last is not None and all(n in covered for n in range(last.last, head.first))
        if last is not None and near and not (last.titles and head.titles):
            found[-1] = _Head(last.first, head.last, last.titles | head.titles)
        else:
            found.append(head)
    return found


def _border(atoms: Sequence[Atom], one: _Head, other: _Head, known: set[int]) -> int:
    """Return where the words of the next thing begin: at its article, else after the last "and" or comma, else after
    the last word that tells nothing of a thing."""
    between = range(one.last, other.first)
    for words in (ARTICLES, LISTING):
        found = [n for n in between if atoms[n].is_one_of(words)]
        if found:
            return found[-1]
    verbs = [n for n in between if n not in known and not atoms[n].is_one_of(JOINING)]
    return verbs[-1] if verbs else one.last


def _titles(atoms: Sequence[Atom], kinds: Sequence[Kind]) -> list[_Head]:
    """Find titles: in full, else by their last words, else by the last, else by a word that only one of them has."""
    hits: dict[tuple[int, int], set[str]] = {}
    words = {kind.title: words_of(kind.title) for kind in kinds}
    missing = set(words)
    told = _told_otherwise(atoms, kinds)
    for form in ("full", "end", "last", "some", "inside"):
        for title in sorted(missing):
            for span in _title_spans(atoms, words, title, form):
                mine = told.isdisjoint(range(*span)) or form == "full"
                if mine and not any(a < span[1] and span[0] < b for a, b in hits if (a, b) != span):
                    hits.setdefault(span, set()).add(title)
        missing -= {title for titles in hits.values() for title in titles}
    return sorted((_Head(*span, frozenset(titles)) for span, titles in hits.items()), key=lambda x: x.first)


def _told_otherwise(atoms: Sequence[Atom], kinds: Sequence[Kind]) -> set[int]:
    """Return where attributes' names and values stand: "water resistance" is no word of a bottle."""
    names = {name for kind in kinds for name in kind.values}
    found = [span for name in names if len(words_of(name)) > 1 for span in spans(atoms, words_of(name))]
    for kind in kinds:
        for values in kind.values.values():
            found += [span for value in values if value not in BARE for span in spans(atoms, words_of(value))]
    return {at for span in found for at in range(*span)}


def _title_spans(
    atoms: Sequence[Atom], words: Mapping[str, tuple[str, ...]], title: str, form: str
) -> list[tuple[int, int]]:
    own = words[title]
    if form == "full":
        return spans(atoms, own) + spans(atoms, ("".join(own),))
    if form == "end":
        return [x for n in range(1, len(own) - 1) for x in spans(atoms, own[n:])]
    if form == "last":
        return spans(atoms, own[-1:]) if len(own[-1:][0]) > 2 else []
    others = {x for key, given in words.items() if key != title for x in given}
    if form == "inside":  # "watch" for a wristwatch, where nothing else is one
        return [
            (n, n + 1)
            for n, atom in enumerate(atoms)
            if any(
                len(x) >= PART_OF_WORD
                and own[-1] != x
                and own[-1].endswith(x)
                and not any(y.endswith(x) for y in others)
                for x in atom.forms
            )
        ]
    long = {same(x) for x in PART.findall(title.lower()) if len(x) > 4}  # as written: "jeans" is long enough
    return [x for word in own[:-1] if word in long and word not in others for x in spans(atoms, (word,))]


# --- values --------------------------------------------------------------------------------------------------


def _values(atoms: Sequence[Atom], kinds: Sequence[Kind], taken: set[int]) -> list[Said]:
    """Find values, the longest first; one that belongs to several attributes means those whose name stands by it."""
    hits: dict[tuple[int, int], dict[str, set[Meaning]]] = {}
    for kind in kinds:
        for name, values in kind.values.items():
            for value in values:
                for span in _value_spans(atoms, name, value):
                    hits.setdefault(span, {}).setdefault(kind.title, set()).add((name, value))
    found: list[Said] = []
    used = set(taken)
    for first, last in sorted(hits, key=lambda x: (x[0] - x[1], x[0])):
        if used.isdisjoint(range(first, last)):
            used |= set(range(first, last))
            meanings = {
                title: _named_near(atoms, first, last, given) for title, given in hits[first, last].items()
            }
            found.append(Said(first, last, meanings))
    return sorted(found, key=lambda x: x.first)


def _value_spans(atoms: Sequence[Atom], name: str, value: str) -> list[tuple[int, int]]:
    if value in BARE:
        return _bare_spans(atoms, name, value)
    words = words_of(value)
    found = spans(atoms, words, AMONG if len(words) > 2 else frozenset())
    if words[0] in NOT and len(words) > 1:  # "not resistant", said as "not water-resistant"
        found = found or spans(atoms, words, frozenset(words_of(name)) - set(words))
    if len(words) == 1 and (len(words[0]) == 1 or (words[0].isdigit() and len(words[0]) < 3)):
        found = [x for x in found if _stands_for_size(atoms, x[0])]
    return found


def _stands_for_size(atoms: Sequence[Atom], at: int) -> bool:
    """A letter or a short number alone is a size only as a capital or beside the word."""
    return atoms[at].capital or (at > 0 and atoms[at - 1].is_one_of(SIZED))


def _bare_spans(atoms: Sequence[Atom], name: str, value: str) -> list[tuple[int, int]]:
    """ "Waterproof", "without backlight": yes, no and none are said by the attribute's name."""
    words = words_of(name)
    found = spans(atoms, words) or (spans(atoms, words[-1:]) if len(words[-1]) > 4 else [])
    denied = [x for x in found if x[0] > 0 and atoms[x[0] - 1].is_one_of(NOT)]
    if value == "yes":
        return [x for x in found if x not in denied]
    return [(first - 1, last) for first, last in denied]


def _named_near(atoms: Sequence[Atom], first: int, last: int, given: set[Meaning]) -> tuple[Meaning, ...]:
    """Keep the attributes whose own word stands directly beside the value, where some do."""
    near = frozenset().union(*(atoms[n].forms for n in (first - 1, last) if 0 <= n < len(atoms)))
    names = {name: set(words_of(name)) for name, _ in given}
    shared = set.intersection(*names.values()) if len(names) > 1 else set()
    named = [x for x in given if (names[x[0]] - shared) & near]
    return tuple(sorted(named or given))
