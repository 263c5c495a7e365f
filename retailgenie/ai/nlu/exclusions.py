"""Which of the values said are not wanted, and which only say what a part is for."""

from __future__ import annotations

from itertools import pairwise

from retailgenie.ai.nlu import phrases
from retailgenie.ai.nlu.devanagari import is_devanagari
from retailgenie.ai.nlu.query_work import Hit, QueryWork

INTENSE = frozenset({"bilkul", "ekdum", "kabhi", "zara"})


def drop_owners(work: QueryWork) -> None:
    """Keep of two kinds of things the part, not what it belongs to: "strap for my watch", "phone ka charger"."""
    kinds = [hit for hit in work.hits if hit.meaning.attribute == "category"]
    for hit in kinds:
        if len(kinds) > 1 and work.words[hit.first : hit.last + 1] == ["light"]:
            work.release(range(hit.first, hit.last + 1))  # "a light cotton saree": how it is, no lamp
    kinds = [hit for hit in work.hits if hit.meaning.attribute == "category"]
    for first, second in pairwise(sorted(kinds, key=lambda hit: hit.first)):
        between = tuple(work.words[first.last + 1 : second.first])
        if between in (("for", "my"), ("for", "a"), ("for", "the"), ("for", "his"), ("for", "her")):
            work.release(range(second.first, second.last + 1))
        elif between in (("ka",), ("ki",), ("ke",)):
            work.release(range(first.first, first.last + 1))


def mark_exclusions(work: QueryWork) -> None:
    hits = sorted(work.hits, key=lambda hit: hit.first)
    marked: list[Hit] = []
    for hit in hits:
        excluded = _excluded_before(work, hit) or _excluded_after(work, hit)
        if not excluded and marked and marked[-1].excluded:
            gap = work.words[marked[-1].last + 1 : hit.first]
            excluded = (len(gap) == 1 and gap[0] in ("or", "nor", "ya")) or gap in (
                ["and", "no"],
                ["and", "not"],
            )
        marked.append(Hit(hit.meaning, hit.first, hit.last, excluded))
    _spread_back(work, marked)
    work.hits[:] = marked


def _spread_back(work: QueryWork, marked: list[Hit]) -> None:
    """ "red ya kala nahi": the list before the excluded value is excluded too."""
    for position in range(len(marked) - 1, 0, -1):
        here, before = marked[position], marked[position - 1]
        gap = work.words[before.last + 1 : here.first]
        late = _excluded_after(work, here)
        if here.excluded and late and len(gap) == 1 and gap[0] in ("ya", "or") and not before.excluded:
            marked[position - 1] = Hit(before.meaning, before.first, before.last, True)


def _excluded_before(work: QueryWork, hit: Hit) -> bool:
    before = work.words[max(0, hit.first - 5) : hit.first]
    if not before:
        return False
    if _denies_what_stands_before(work, hit.first):
        return False
    near = [word for word in before[-2:] if word not in ("a", "the", "any", "in", "of")]
    direct = before[-1] in phrases.EXCLUDE_BEFORE or (
        len(before) > 1 and before[-2] in phrases.EXCLUDE_BEFORE and near[-1:] == [before[-2]]
    )
    line = " ".join(before)
    phrase = bool(phrases.EXCLUDE_PHRASES.search(line)) and not line.endswith(" any") and line != "any"
    if direct or phrase:
        work.use(
            {
                index
                for index in (hit.first - 1, hit.first - 2)
                if index >= 0 and _is_negation(work.words[index])
            },
            "exclusion",
        )
    return direct or phrase


def _denies_what_stands_before(work: QueryWork, first: int) -> bool:
    """ "leather ke bina sandals", "polyester not, cotton": in Hindi the denial belongs to the word before it."""
    for index in range(first - 1, max(-1, first - 3), -1):
        if work.words[index] in phrases.EXCLUDE_BEFORE:
            return work.used.get(index) == "exclusion" or is_devanagari(work.text.tokens[index].raw)
    return False


def _is_negation(word: str) -> bool:
    return word in phrases.EXCLUDE_BEFORE or word in (
        "other",
        "than",
        "apart",
        "from",
        "but",
        "don't",
        "want",
        "for",
        "of",
    )


def _excluded_after(work: QueryWork, hit: Hit) -> bool:
    after = hit.last + 1
    if (
        work.words[after : after + 1] and work.words[after] in INTENSE
    ):  # "pink not at all", "gulabi bilkul nahi"
        denied = work.words[after + 1 : after + 2]
        if denied in (["not"], ["nahi"]):
            work.use({after, after + 1}, "exclusion")
            return True
    if work.words[after : after + 1] == ["not"] and is_devanagari(work.text.tokens[after].raw):
        work.use({after}, "exclusion")
        return True
    belongs = work.words[after : after + 2] in (["ka", "not"], ["ko", "not"])
    if belongs and is_devanagari(work.text.tokens[after + 1].raw):
        work.use({after, after + 1}, "exclusion")
        return True
    match = phrases.EXCLUDE_AFTER.match(" ".join(work.words[after : hit.last + 4]))
    if not match or (match[0] == "free" and hit.meaning.attribute not in ("material", "fabric")):
        return False
    work.use(range(hit.last + 1, hit.last + 1 + len(match[0].split())), "exclusion")
    return True
