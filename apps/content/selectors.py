"""Answers to questions about policies, always with the document that they are from."""

from __future__ import annotations

from apps.content.passages import library
from apps.rollout.encoders import current_encoder
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.retrieval.citations import answer_sentences, in_policy_words
from retailgenie.ai.types import Citation, Language, PolicyAnswer

MAX_QUESTION = 300  # characters that are read


def policies_searched(question: str) -> PolicyAnswer:
    """Return the best passages with the sentences that answer; an empty answer where nothing is close enough."""
    asked = " ".join(question[:MAX_QUESTION].replace("\x00", " ").split())
    if not asked:
        return PolicyAnswer(question, "", ())
    read = _in_english(asked)
    encoder = current_encoder()
    vector = encoder.encode([read])[0]
    shelf = library()
    found = shelf.index.search(read, vector)
    if not found:
        return PolicyAnswer(question, "", ())
    citations = []
    for passage in found:
        slug, title, url, text = shelf.sources[passage.key]
        citations.append(Citation(slug, title, url, text, passage.score))
    answer = answer_sentences(read, citations[0].text, vector, encoder.encode)
    return PolicyAnswer(question, answer, tuple(citations))


def _in_english(question: str) -> str:
    """The encoder reads English; Hindi, Hinglish and Marathi are glossed word by word first."""
    text = analyse(question)
    return in_policy_words(question if text.language is Language.ENGLISH else text.gloss)
