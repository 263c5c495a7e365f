"""From a sentence to a SearchQuery: hard limits, exclusions, price, sort, the recipient's gender, words left over.

Every word is either in a limit, a phrase, a filler, or stays in `text`; `QueryReading.removed` says which
went where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retailgenie.ai.nlu import phrases
from retailgenie.ai.nlu.concepts import RECIPIENT_OF
from retailgenie.ai.nlu.devanagari import is_devanagari
from retailgenie.ai.nlu.exclusions import drop_owners, mark_exclusions
from retailgenie.ai.nlu.money import parse_money
from retailgenie.ai.nlu.normalise import Text, analyse, squeeze
from retailgenie.ai.nlu.plain_english import PLAIN_ENGLISH
from retailgenie.ai.nlu.plurals import singular
from retailgenie.ai.nlu.query_work import Hit, QueryWork
from retailgenie.ai.nlu.sizes import find_sizes
from retailgenie.ai.nlu.vocabulary import COMMON_WORDS, LONGEST_FORM, PRIORITY, Meaning, Vocabulary, key_of
from retailgenie.ai.types import Language, Limit, MoneyRange, SearchQuery, Sort

OF_SENTENCES = frozenset(
    {"many", "much", "store", "there"}
)  # small in a sentence, no fillers of a short wish
LONG_TITLE = 4  # words; of more, half of them small, a sentence is made
GENDER_NAMES = ("gender", "department", "for", "ideal_for", "audience", "sex")
FALLBACK_PEOPLE = {
    "boys": ("boys", "kids"),
    "girls": ("girls", "kids"),
    "infants": ("infants", "kids"),
    "kids": ("kids", "boys"),
}


@dataclass(frozen=True, slots=True)
class QueryReading:
    """The query; removed: (word, reason) for every word that is not in query.text; hits: where values were said."""

    query: SearchQuery
    removed: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()


def parse_query(
    said: str | Text, vocabulary: Vocabulary, *, taken: frozenset[int] = frozenset(), asked: str = ""
) -> QueryReading:
    """Return the query of a message. taken: tokens that are other entities; asked: the slot just asked
    for ("size", "price")."""
    text = analyse(said) if isinstance(said, str) else said
    work = QueryWork(text, vocabulary, [token.word for token in text.tokens])
    work.use(taken, "entity")
    money = parse_money(text, asked=asked in ("price", "budget"))
    work.use(money.tokens, "price")
    _hear_shoes(work)
    _find_values(work)
    sort = _find_sort(work)
    in_stock = _find_phrase(work, phrases.IN_STOCK, "stock")
    for size in find_sizes(text, vocabulary, alone=asked == "size"):
        if phrases.AGES.intersection(work.words[at] for at in size.tokens) and _is_gift(work):
            work.use(size.tokens, "age")
        elif all(work.free(index) for index in size.tokens):
            _add_hit(work, Meaning(vocabulary.attribute_named("size", "sizes"), size.values), size.tokens)
    _find_people(work)
    _correct_unknown(work)
    _drop_doubtful_colours(work)
    drop_owners(work)
    mark_exclusions(work)
    left = _whole(work) or _left_over(work)
    said_in_english = _mended(work, text.clean if text.language is Language.ENGLISH else text.gloss)
    query = SearchQuery(
        text=" ".join(left),
        said=said_in_english,
        mended=said_in_english if work.corrected else "",
        limits=_limits(work),
        price=money.range if money else MoneyRange(),
        sort=sort,
        in_stock_only=in_stock,
    )
    removed = tuple((text.tokens[index].raw, reason) for index, reason in sorted(work.used.items()))
    return QueryReading(query, removed, tuple(work.hits), tuple(work.corrected))


def _hear_shoes(work: QueryWork) -> None:
    """ "Jute dikhao": spelled by ear these are shoes, as long as nothing made of jute stands behind."""
    if work.text.language is not Language.HINGLISH:
        return
    for index, word in enumerate(work.words):
        after = work.words[index + 1] if index + 1 < len(work.words) else ""
        if word == "jute" and singular(after) not in phrases.OF_JUTE:
            work.words[index] = "shoes"


def _is_gift(work: QueryWork) -> bool:
    """Say whether an age tells whom a gift is for: no size of a science kit, unless something to wear is named."""
    named = any(hit.meaning.attribute == "category" for hit in work.hits)
    return bool(phrases.GIFTS.intersection(work.words)) and not named


def _add_hit(work: QueryWork, meaning: Meaning, tokens: frozenset[int] | range) -> None:
    work.hits.append(Hit(meaning, min(tokens), max(tokens)))
    work.use(frozenset(tokens), meaning.attribute)


def _find_values(work: QueryWork) -> None:
    at = 0
    while at < len(work.words):
        width = _value_at(work, at)
        at += max(1, width)


def _value_at(work: QueryWork, at: int) -> int:
    """Take the longest form that starts at a token; return how many tokens it took."""
    longest = min(LONGEST_FORM, len(work.words) - at)
    for width in range(longest, 0, -1):
        covered = range(at, at + width)
        if not all(work.free(index) for index in covered):
            continue
        form = key_of(" ".join(work.words[index] for index in covered))
        meaning = _acceptable(work, form, covered) if form else None
        if meaning:
            _add_hit(work, meaning, covered)
            return width
    return 0


def _acceptable(work: QueryWork, form: str, covered: range) -> Meaning | None:
    for meaning in work.vocabulary.meanings(form):
        if meaning.attribute in ("size", "sizes"):
            continue
        if form.isdigit() or (len(form) < 3 and not form.isalpha()):
            continue
        if meaning.attribute == "brand" and len(covered) == 1 and not _brand_is_meant(work, form, covered):
            continue
        if form in phrases.FILLERS and meaning.attribute != "category":
            continue
        if form in PLAIN_ENGLISH and meaning.attribute not in PRIORITY:
            continue  # "regular", "box", "single" are attribute values of something, and everyday words first
        return meaning
    return None


def _brand_is_meant(work: QueryWork, form: str, covered: range) -> bool:
    beside = {
        work.words[index] for index in (covered.start - 1, covered.stop) if 0 <= index < len(work.words)
    }
    return bool(beside & {"brand", "by", "from", "company", "brands"}) or (
        len(form) > 2 and form not in COMMON_WORDS and form not in phrases.FILLERS
    )


def _find_sort(work: QueryWork) -> Sort:
    for sort, pattern in phrases.SORTS:
        if _find_phrase(work, pattern, "sort"):
            return sort
    return Sort.RELEVANCE


def _find_phrase(work: QueryWork, pattern: re.Pattern[str], reason: str) -> bool:
    for match in pattern.finditer(work.text.flat):
        covered = work.text.token_range(match.start(), match.end())
        if covered and all(work.free(index) for index in covered):
            work.use(covered, reason)
            return True
    return False


def _find_people(work: QueryWork) -> None:
    """ "for my dad" -> the catalogue's value for men; without a gender attribute the word itself stays in the text."""
    for index, word in enumerate(work.words):
        group = RECIPIENT_OF.get(word) or RECIPIENT_OF.get(singular(word))
        if not group or not work.free(index) or not _is_recipient(work, index):
            continue
        attribute = work.vocabulary.attribute_named(*GENDER_NAMES)
        values = _people_values(work.vocabulary, attribute, group)
        if values:
            _add_hit(work, Meaning(attribute, values), frozenset({index}))
        else:
            work.use({index}, "recipient")
            work.extra.append(group)


def _people_values(vocabulary: Vocabulary, attribute: str, group: str) -> tuple[str, ...]:
    if not attribute:
        return ()
    for name in FALLBACK_PEOPLE.get(group, (group,)):
        if values := vocabulary.canonical(attribute, name):
            return values
    return ()


def _is_recipient(work: QueryWork, index: int) -> bool:
    before = work.words[max(0, index - 4) : index]
    after = work.words[index + 1 : index + 3]
    led = any(word in ("for", "gift", "gifting", "gifts") for word in before)
    followed = (
        after[:1] in (["liye"], ["sathi"], ["ko"]) or after == ["ka", "liye"] or after[:2] == ["ji", "ka"]
    )
    followed = followed or (after[:1] == ["ka"] and work.words[index + 3 : index + 5] == ["ka", "liye"])
    return (led and after[:1] not in (["'s"], ["ka"])) or followed


def _correct_unknown(work: QueryWork) -> None:
    for index, word in enumerate(work.words):
        if not work.free(index) or word in phrases.FILLERS or not word.isalpha():
            continue
        token = work.text.tokens[index]
        if is_devanagari(token.raw):
            _read_loan_word(work, index)
            continue
        untranslated = token.gloss == token.word and word in (token.raw.lower(), squeeze(token.raw.lower()))
        better = work.vocabulary.corrected(word) if untranslated else ""
        if not better:
            continue
        work.words[index] = better
        work.corrected.append((word, better))
        _joins_its_neighbours(work, index)


def _read_loan_word(work: QueryWork, index: int) -> None:
    """Read an English word in Devanagari that no list has; it is no slip, so nothing is said of it."""
    token = work.text.tokens[index]
    better = work.vocabulary.loan_word(token.word) if token.gloss == token.word else ""
    if better:
        work.words[index] = better
        work.loaned.append((token.word, better))
        _joins_its_neighbours(work, index)


def _mended(work: QueryWork, sentence: str) -> str:
    for slip, better in (*work.corrected, *work.loaned):
        sentence = re.sub(rf"\b{re.escape(slip)}\b", better, sentence, flags=re.IGNORECASE)
    return sentence


def _joins_its_neighbours(work: QueryWork, index: int) -> None:
    """Read a mended word with what stands beside it: "track pents" is track pants, "pollo tshirt" a polo t-shirt."""
    among_values = {at for hit in work.hits for at in range(hit.first, hit.last + 1)}
    for first in range(max(0, index - LONGEST_FORM + 1), index + 1):
        for stop in range(min(len(work.words), first + LONGEST_FORM), index, -1):
            covered = range(first, stop)
            if not all(work.free(at) or at in among_values for at in covered):
                continue
            meaning = _acceptable(work, key_of(" ".join(work.words[at] for at in covered)), covered)
            if meaning:
                work.release(covered)
                _add_hit(work, meaning, covered)
                return


def _drop_doubtful_colours(work: QueryWork) -> None:
    """ "face cream" names a thing, "cream kurta" a colour: a colour that is also a thing needs a thing beside it."""
    if any(hit.meaning.attribute == "category" for hit in work.hits):
        return
    for hit in [hit for hit in work.hits if hit.meaning.attribute in ("colour", "color")]:
        before = work.words[hit.first - 1] if hit.first else ""
        if hit.first == hit.last and before != "in" and work.vocabulary.is_head(work.words[hit.first]):
            work.release(range(hit.first, hit.last + 1))


def _limits(work: QueryWork) -> tuple[Limit, ...]:
    grouped: dict[tuple[str, bool], tuple[str, ...]] = {}
    said: dict[tuple[str, bool], list[str]] = {}
    for hit in work.hits:
        key = (hit.meaning.attribute, hit.excluded)
        grouped[key] = tuple(dict.fromkeys((*grouped.get(key, ()), *hit.meaning.values)))
        heard = [x for x in work.words[hit.first : hit.last + 1] if any(char.isalnum() for char in x)]
        said.setdefault(key, []).append(" ".join(heard))
    limits = []
    for (attribute, excluded), values in grouped.items():
        kept = tuple(x for x in values if excluded or x not in grouped.get((attribute, True), ()))
        if kept:
            limits.append(Limit(attribute, kept, excluded, ", ".join(said[attribute, excluded])))
    return tuple(limits)


def _whole(work: QueryWork) -> list[str]:
    """Return all words of a sentence in which nothing was understood but the beginning of a request, else nothing.

    What are small words in a sentence name things in a title: "picnic basket", "putting mat", "gift set".
    """
    if work.used or work.text.language is not Language.ENGLISH:
        return []
    kept = [index for index, word in enumerate(work.words) if any(char.isalnum() for char in word)]
    while len(kept) > 1 and work.words[kept[0]] in phrases.INTERJECTIONS:
        work.use({kept.pop(0)}, "filler")
    first = next((at for at, index in enumerate(kept) if work.words[index] not in phrases.FILLERS), len(kept))
    lead = kept[:first]
    if phrases.REQUESTS.isdisjoint(work.words[index] for index in lead):
        lead = []
    while lead and work.words[lead[-1]] not in phrases.REQUESTS | phrases.BEFORE_GOODS:
        lead.pop()
    work.use(set(lead), "filler")
    rest = [work.words[index] for index in kept[len(lead) :]] if first < len(kept) else []
    small = [word for word in rest if word in phrases.FILLERS]
    if len(rest) > LONG_TITLE and 2 * len(small) > len(rest):  # a sentence, no title
        return [word for word in rest if word not in phrases.FILLERS | OF_SENTENCES]
    return rest


def _left_over(work: QueryWork) -> list[str]:
    left: list[str] = []
    for index, word in enumerate(work.words):
        if not work.free(index):
            continue
        token = work.text.tokens[index]
        spoken_filler = (
            token.raw.lower() in phrases.SPOKEN_FILLERS and work.text.language is not Language.ENGLISH
        )
        if word in phrases.FILLERS or spoken_filler or not any(char.isalnum() for char in word):
            work.use({index}, "filler")
            continue
        corrected = word != token.word
        spoken = word if corrected or work.text.language is Language.ENGLISH else token.gloss or word
        left.append(spoken)
    return [*left, *work.extra]
