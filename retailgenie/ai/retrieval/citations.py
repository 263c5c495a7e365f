"""Cuts documents into passages, and finds the passages and sentences that answer a question, or none.

An honest "nothing close enough" matters more than an answer to everything: a wrong policy costs a shop money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retailgenie.ai.encoder.encoder import Vectors
from retailgenie.ai.retrieval.fusion import linear_fusion, ranked
from retailgenie.ai.retrieval.lexical import LexicalDocument, LexicalIndex, query_terms
from retailgenie.ai.retrieval.text import terms

PASSAGE_CHARS = 420  # three or four sentences: long enough to answer, short enough to cite
DENSE_SHARE = 0.6  # questions are put in other words than policies; by hand, on questions we wrote
DEPTH = 20
CITED = 3
# Off-topic questions reach a cosine of 0.29 with shop policies, on-topic ones mostly 0.4 to 0.7.
CLOSE = 0.36  # cosine of question and passage from which a passage is on the subject by itself
CLOSE_WITH_WORDS = 0.28  # the same where the question's words are in the passage too
WORDS_SHARED = 0.35  # share of the question's words, by weight, that "in the passage" means
CITED_SHARE = 0.8  # of the best passage's score that a further citation needs
# For the first passage of a document and the first sentence of a passage: they begin with what they are about.
LEAD_PASSAGE, LEAD_SENTENCE = 0.2, 0.35
ANSWER_CHARS = 320  # up to which the sentences after the best one are told with it

# How people ask, in the words that policies are written in.
_SAID_OTHERWISE = {
    r"money back|get my money|paise wapas|money return": "refund",
    r"give back|send back|take back": "return",
    r"ship|shipping|shipped|courier|postage|dispatch": "delivery",
    r"cod": "cash on delivery",
    r"swap|replace|replacement|size change": "exchange",
    r"human|agent|someone|representative|customer care|talk to|helpline": "contact support team",
    r"emi|instalments?|installments?": "EMI payment",
    r"gst|bill": "invoice",
    r"broken|faulty|defective|torn": "damaged",
    r"collect|pick up|pickup": "store pick-up",
}
_OTHERWISE = [
    (re.compile(rf"\b(?:{said})\b", re.IGNORECASE), meant) for said, meant in _SAID_OTHERWISE.items()
]
# What the answer to a kind of question holds: a time, or an amount.
_TIME = re.compile(r"\b(?:days?|hours?|weeks?|months?|minutes|today|daily|[ap]m)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"₹|\bRs\b|\bfree\b|%|\bcharges?\b|\bfees?\b", re.IGNORECASE)
_FORMS = (
    (
        re.compile(r"\b(?:when|how long|how many days|how much day|how soon|timings?|time)\b", re.IGNORECASE),
        _TIME,
    ),
    (
        re.compile(r"\b(?:how much(?! day)|charges?|fees?|costs?|price|amount|limit)\b", re.IGNORECASE),
        _AMOUNT,
    ),
)
FORM_BONUS = (
    0.15  # for a text that holds what the question asks for, in units of the fused score and of cosine
)
_ASKING_WORDS = "how what when where which who why do does did can could should would much many get if there"
_ASKING = frozenset(_ASKING_WORDS.split())
_SENTENCE_END = re.compile(r"(?<=[.!?।])\s+(?=[^\s])")
_LEANS_BACK = re.compile(r"(?:It|They|This|That|These|Those|Then)\b")
_NOT_AN_END = re.compile(r"\b(?:Rs|No|St|Dr|Mr|Mrs|Ms|e\.g|i\.e|approx)\.$")


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as it is searched: its document's title counts, too. leads: it is the first of its document."""

    key: int
    title: str
    text: str
    document: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """score: 0-1, the fused relevance."""

    key: int
    score: float


def in_policy_words(question: str) -> str:
    """Return the question with the words that policies would use added to it ("money back" -> refund)."""
    added = [meant for pattern, meant in _OTHERWISE if pattern.search(question)]
    return " ".join([question, *added])


def asked_terms(question: str) -> set[str]:
    """Return the terms that say what is asked about, without the words that only ask."""
    wanted = query_terms(question)
    return set(wanted) - _ASKING or set(wanted)


def form_bonus(question: str, text: str) -> float:
    """Return FORM_BONUS where a question asks for a time or an amount and the text holds one."""
    return FORM_BONUS if any(asks.search(question) and holds.search(text) for asks, holds in _FORMS) else 0.0


def passages(body: str) -> list[str]:
    """Cut a document into passages: its paragraphs, the long ones at sentence ends."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", body):
        part = ""
        for sentence in sentences(" ".join(paragraph.split())):
            if part and len(part) + len(sentence) > PASSAGE_CHARS:
                found.append(part)
                part = ""
            part = f"{part} {sentence}".strip()
        if part:
            found.append(part)
    return found


def sentences(text: str) -> list[str]:
    """Split a text into sentences; "Rs. 500" and "e.g. this" stay whole."""
    found: list[str] = []
    for part in _SENTENCE_END.split(text.strip()):
        if found and _NOT_AN_END.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found


class PassageIndex:
    """The passages of one small library, in memory: a few thousand at most."""

    def __init__(self, texts: Sequence[PassageText], vectors: Vectors) -> None:
        """vectors: (n, 384) unit length, in the order of the texts."""
        self._keys = [text.key for text in texts]
        self._vectors = vectors
        self._texts = {text.key: text for text in texts}
        self._index = LexicalIndex.in_memory(LexicalDocument(x.key, x.title, x.text) for x in texts)
        self._terms = {x.key: frozenset(terms(f"{x.title} {x.text}")) for x in texts}

    def search(self, question: str, vector: Vectors) -> list[FoundPassage]:
        """Return up to three passages that are about the question, best first; none where nothing is close enough.

        vector: (384,) of the question, unit length, by the encoder of the passages.
        """
        if not self._keys:
            return []
        cosines = {key: float(x) for key, x in zip(self._keys, self._vectors @ vector, strict=True)}
        lexical = self._index.search(question, DEPTH)
        dense = dict(sorted(cosines.items(), key=lambda x: -x[1])[:DEPTH])
        fused = linear_fusion(lexical, dense, DENSE_SHARE)
        scores = {key: score + form_bonus(question, self._texts[key].text) for key, score in fused.items()}
        close = {key: score for key, score in scores.items() if self._is_close(question, key, cosines[key])}
        best = self._one_a_document(close)
        return [FoundPassage(key, round(cosines[key], 3)) for key in best[:CITED]]

    def _one_a_document(self, scores: Mapping[int, float]) -> list[int]:
        """Order documents by their best passage; of each take the best one, with a bonus for its beginning."""
        least = max(scores.values(), default=0.0) * CITED_SHARE
        chosen: dict[str, int] = {}
        for key in ranked(scores):
            document = self._texts[key].document or str(key)
            if document not in chosen and scores[key] < least:
                continue
            if self._with_lead(scores, key) > self._with_lead(scores, chosen.setdefault(document, key)):
                chosen[document] = key
        return list(chosen.values())

    def _with_lead(self, scores: Mapping[int, float], key: int) -> float:
        return scores[key] + (LEAD_PASSAGE if self._texts[key].leads else 0.0)

    def _is_close(self, question: str, key: int, cosine: float) -> bool:
        if cosine >= CLOSE:
            return True
        return cosine >= CLOSE_WITH_WORDS and self._shared(question, key) >= WORDS_SHARED

    def _shared(self, question: str, key: int) -> float:
        """Return the share of the question's weight (idf) whose words are in the passage."""
        weights = {term: self._index.weight(term) for term in asked_terms(question)}
        total = sum(weights.values())
        held = sum(weight for term, weight in weights.items() if term in self._terms[key])
        return held / total if total else 0.0


def answer_sentences(
    question: str, passage: str, vector: Vectors, encode: Callable[[Sequence[str]], Vectors]
) -> str:
    """Return the sentence of a passage that answers best, with what it leans on and what follows it."""
    parts = sentences(passage)
    if len(parts) <= 2:
        return passage
    scores = _sentence_scores(question, parts, vector, encode)
    best = int(np.argmax(scores))
    first = best - 1 if best and _LEANS_BACK.match(parts[best]) else best
    told = " ".join(parts[first : best + 1])
    for part in parts[best + 1 :]:
        if len(told) + len(part) >= ANSWER_CHARS:
            break
        told = f"{told} {part}"
    return told


def _sentence_scores(
    question: str, parts: Sequence[str], vector: Vectors, encode: Callable[[Sequence[str]], Vectors]
) -> list[float]:
    wanted = asked_terms(question)
    shared = [len(wanted.intersection(terms(part))) / max(1, len(wanted)) for part in parts]
    cosines = encode(parts) @ vector
    scores = [
        float(cosine) + 0.3 * share + 2 * form_bonus(question, part)
        for cosine, share, part in zip(cosines, shared, parts, strict=True)
    ]
    return [scores[0] + LEAD_SENTENCE, *scores[1:]]
