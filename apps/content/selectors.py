"""Answers to questions about policies, always with the document that they are from."""

from __future__ import annotations

from apps.content.passages import Library, Source, library
from apps.rollout.encoders import reading_encoder
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.retrieval.citations import answer_sentences, in_policy_words
from retailgenie.ai.types import Citation, Language, PolicyAnswer

MAX_QUESTION = 300  # characters that are read


def policies_searched(question: str, language: Language = Language.ENGLISH) -> PolicyAnswer:
    """Return the best passages with the sentences that answer; an empty answer where nothing is close enough.

    language: documents that are published in it are cited in it, the others in English.
    """
    asked = " ".join(question[:MAX_QUESTION].replace("\x00", " ").split())
    if not asked:
        return PolicyAnswer(question, "", ())
    read = _in_english(asked)
    encoder = reading_encoder()
    vector = encoder.encode([read])[0]
    shelf = library()
    found = shelf.index.search(read, vector)
    if not found:
        return PolicyAnswer(question, "", ())
    best = shelf.sources[found[0].key]
    told = _in_language(shelf, best, language)
    answer = told.text if told is not best else answer_sentences(read, best.text, vector, encoder.encode)
    citations = []
    for passage in found:
        source = _in_language(shelf, shelf.sources[passage.key], language)
        citations.append(Citation(source.document, source.title, source.url, source.text, passage.score))
    return PolicyAnswer(question, answer, tuple(citations))


def _in_language(shelf: Library, source: Source, language: Language) -> Source:
    """Return the same passage of the translated document, its last one where it is shorter, or the English one."""
    translated = shelf.translated.get((source.document, language.value))
    return translated[min(source.ordinal, len(translated) - 1)] if translated else source


def _in_english(question: str) -> str:
    """The encoder reads English; Hindi, Hinglish and Marathi are glossed word by word first."""
    text = analyse(question)
    return in_policy_words(question if text.language is Language.ENGLISH else text.gloss)
