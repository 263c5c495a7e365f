"""BM25 on disk: OR matching, titles count more, whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retailgenie.ai.retrieval.lexical import MAX_TERMS, LexicalDocument, LexicalIndex, query_terms

DOCUMENTS = [
    LexicalDocument(7, "Red silk saree", "Woven in Banaras. Dry clean."),
    LexicalDocument(8, "Cotton kurta", "Goes with a red dupatta."),
    LexicalDocument(9, "Ladder 4 ft", "Aluminium."),
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex.build(tmp_path / "products-1", DOCUMENTS)


def test_any_word_matches_and_titles_count_more(index: LexicalIndex) -> None:
    assert list(index.search("red sarees", 10)) == [7, 8]
    assert list(index.search("red", 10)) == [7, 8]


def test_one_character_tokens_are_found(index: LexicalIndex) -> None:
    assert list(index.search("4", 10)) == [9]


def test_function_words_alone_are_searched_but_never_beside_others(index: LexicalIndex) -> None:
    assert query_terms("a saree with the red") == ["saree", "red"]
    assert query_terms("with a") == ["with", "a"]
    assert list(index.search("with a ladder", 10)) == [9]


@pytest.mark.parametrize("text", ["", "   ", "🙂", "unknown", '"', "title:red AND (", "\x00"])
def test_text_without_a_known_word_finds_nothing(index: LexicalIndex, text: str) -> None:
    found = index.search(text, 10)
    assert set(found) <= {7, 8}
    assert text == "title:red AND (" or not found


def test_long_queries_are_bounded() -> None:
    assert len(query_terms(" ".join(f"word{n}" for n in range(500)))) == MAX_TERMS


def test_known_share_weighs_words_by_rarity(index: LexicalIndex) -> None:
    assert index.known_share("red silk") == 1.0
    assert index.known_share("graphics card") == 0.0
    assert 0 < index.known_share("red laptop") < 0.5
    assert index.known_share("") == 0.0


def test_a_rebuilt_folder_replaces_the_old_one(tmp_path: Path, index: LexicalIndex) -> None:
    rebuilt = LexicalIndex.build(tmp_path / "products-1", DOCUMENTS[:1])
    assert (len(rebuilt), len(index), len(LexicalIndex.open(tmp_path / "products-1"))) == (1, 3, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["products-1"]


def test_builders_at_the_same_time_leave_one_whole_index(tmp_path: Path) -> None:
    folder = tmp_path / "products-2"
    with ThreadPoolExecutor(4) as pool:
        built = list(pool.map(lambda _: LexicalIndex.build(folder, DOCUMENTS), range(8)))
    assert {len(index) for index in built} == {3}
    assert [path.name for path in tmp_path.iterdir()] == ["products-2"]


def test_an_index_in_memory_answers_like_one_on_disk(index: LexicalIndex) -> None:
    assert LexicalIndex.in_memory(DOCUMENTS).search("red saree", 5) == index.search("red saree", 5)


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LexicalIndex.open(tmp_path / "none")


def test_the_vocabulary_counts_documents(index: LexicalIndex) -> None:
    assert (index.vocabulary()["red"], index.vocabulary()["saree"]) == (2, 1)
