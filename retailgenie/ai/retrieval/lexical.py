"""BM25 over titles and whole texts, on disk (tantivy): every process maps the same files and holds nothing.

A document has a title and its whole text (title included). A term scores in the better of the two fields
plus a share of the other (disjunction max): that beat one field, sums of boosted fields and bm25s on both
development sets. Terms are matched with OR. tantivy's BM25 has k1 = 1.2 and b = 0.75 (Robertson and Zaragoza
2009).
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import tantivy

from retailgenie.ai.retrieval import compounds
from retailgenie.ai.retrieval.text import STOP_WORDS, terms

TIE = 0.3  # share of the weaker field
WRITER_BYTES = 50_000_000
RENAMES = 5  # attempts
REOPENINGS = 20
REOPENING_WAIT_SECONDS = 0.02
MOST_COUNTED = 10  # documents; whoever asks wants to know whether there are a few
MAX_TERMS = 32  # of a query: beyond it lies pasted text, and every term costs time

_KEY, _TITLE, _ALL = "key", "title", "all"
_OURS = "made-"  # files of the folder that are not tantivy's


@dataclass(frozen=True, slots=True)
class LexicalDocument:
    """What is indexed of one thing. key: its database id, not negative."""

    key: int
    title: str
    text: str = ""


class LexicalIndex:
    """An index as it was when opened; safe to share between threads."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def build(cls, folder: Path, documents: Iterable[LexicalDocument]) -> Self:
        """Write a new index to a folder, whole or not at all; a folder that is there already is replaced."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
        try:
            _write(scratch, documents)
            _put_in_place(scratch, folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return cls.open(folder)

    @classmethod
    def taken_over(
        cls, older: Path, folder: Path, documents: Iterable[LexicalDocument], *, instead_of: Iterable[int]
    ) -> Self:
        """Write an index that is an older one but for some documents; costs only what those cost.

        instead_of: keys whose documents the older index loses; `documents` come in their place. Both indexes share
        the files that neither changes (tantivy never writes into a file again).
        """
        scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
        try:
            for path in older.iterdir():
                if not path.name.endswith((".json", ".lock")) and not path.name.startswith(_OURS):
                    os.link(path, scratch / path.name)
                elif path.suffix == ".json":
                    shutil.copy(path, scratch)
            index = tantivy.Index.open(str(scratch))
            writer = index.writer(WRITER_BYTES, 1)
            for key in instead_of:
                writer.delete_documents_by_query(tantivy.Query.term_query(index.schema, _KEY, key))
            _add(writer, documents)
            _put_in_place(scratch, folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return cls.open(folder)

    @classmethod
    def in_memory(cls, documents: Iterable[LexicalDocument]) -> Self:
        """Index a few hundred documents in this process only."""
        index = tantivy.Index(_schema())
        _fill(index, documents)
        index.reload()
        return cls(index)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an index; raises FileNotFoundError where none was built."""
        if not (folder / "meta.json").exists():
            raise FileNotFoundError(f"There is no lexical index in {folder}.")
        # Another process may put a new index in place between the reading of two files: then the whole is read again.
        for _ in range(REOPENINGS):
            with suppress(ValueError):
                return cls(tantivy.Index.open(str(folder)))
            time.sleep(REOPENING_WAIT_SECONDS)
        return cls(tantivy.Index.open(str(folder)))

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, text: str, limit: int) -> dict[int, float]:
        """Return key -> BM25 score of the best matches of any term, best first."""
        query = self._query(text)
        if query is None or limit <= 0:
            return {}
        hits = self._searcher.search(query, limit, count=False).hits
        keys = self._searcher.fast_field_values(_KEY, [address for _, address in hits])
        return {int(key): float(score) for key, (score, _) in zip(keys, hits, strict=True) if key is not None}

    def frequency(self, term: str) -> int:
        """Return how many documents hold a term."""
        return int(self._searcher.doc_freq(_ALL, term))

    def title_frequency(self, term: str) -> int:
        """Return how many titles hold a term."""
        return int(self._searcher.doc_freq(_TITLE, term))

    def together(self, first: str, second: str) -> int:
        """Return how many titles hold two terms, MOST_COUNTED at most."""
        both = [
            (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, _TITLE, term, "basic"))
            for term in (first, second)
        ]
        query = tantivy.Query.boolean_query(both)
        return len(self._searcher.search(query, MOST_COUNTED, count=False).hits)

    def known_share(self, text: str, tells: Callable[[str], bool] = lambda term: True) -> float:
        """Return how much of a query's weight (idf of its terms) the indexed documents know at all, 0-1.

        tells: whether a term that they know says what a thing is.
        """
        wanted = query_terms(text)
        weights = {term: self.weight(term) for term in wanted}
        known = sum(weight for term, weight in weights.items() if self.frequency(term) and tells(term))
        return known / sum(weights.values()) if any(weights.values()) else 0.0

    def weight(self, term: str) -> float:
        """Return how much a term tells (a smooth idf): rare and unknown terms most, never below zero."""
        return math.log1p(len(self) / (1 + self.frequency(term)))

    def vocabulary(self) -> Mapping[str, int]:
        """Return every term with the number of documents that hold it."""
        return dict(self._searcher.terms_with_prefix(_ALL, "", limit=10_000_000))

    def title_terms(self) -> Mapping[str, int]:
        """Return every term of titles with the number of titles that hold it."""
        return dict(self._searcher.terms_with_prefix(_TITLE, "", limit=10_000_000))

    def searched_terms(self, text: str) -> list[str]:
        """Return the terms that are looked for: the query's own, unknown ones taken apart, neighbours joined."""
        wanted = query_terms(text)
        parts = [part for term in wanted for part in compounds.split(term, self.frequency) or (term,)]
        return list(dict.fromkeys([*parts, *compounds.joined(wanted, self.frequency)]))

    def _query(self, text: str) -> tantivy.Query | None:
        wanted = self.searched_terms(text)
        if not wanted:
            return None
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, self._term(term)) for term in wanted])

    def _term(self, term: str) -> tantivy.Query:
        fields = [tantivy.Query.term_query(self._schema, field, term, "freq") for field in (_TITLE, _ALL)]
        return tantivy.Query.disjunction_max_query(fields, TIE)


def query_terms(text: str) -> list[str]:
    """Return the different terms of a query, without function words unless it has nothing else."""
    wanted = list(dict.fromkeys(terms(text)))
    return ([term for term in wanted if term not in STOP_WORDS] or wanted)[:MAX_TERMS]


def _write(folder: Path, documents: Iterable[LexicalDocument]) -> None:
    _fill(tantivy.Index(_schema(), str(folder)), documents)


def _put_in_place(scratch: Path, folder: Path) -> None:
    """Another process may put its own there between removing and renaming; the last one wins."""
    for _ in range(RENAMES):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            os.replace(scratch, folder)
        except OSError:
            continue
        return
    raise FileExistsError(f"{folder} is being rebuilt by others all the time.")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_KEY, indexed=True, fast=True)
    for field in (_TITLE, _ALL):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _fill(index: tantivy.Index, documents: Iterable[LexicalDocument]) -> None:
    _add(index.writer(WRITER_BYTES, 1), documents)


def _add(writer: tantivy.IndexWriter, documents: Iterable[LexicalDocument]) -> None:
    for document in documents:
        title = " ".join(terms(document.title))
        row = tantivy.Document()
        row.add_unsigned(_KEY, document.key)
        row.add_text(_TITLE, title)
        row.add_text(_ALL, f"{title} {' '.join(terms(document.text))}")
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()
