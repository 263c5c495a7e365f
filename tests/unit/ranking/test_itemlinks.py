"""Links between items read without scipy say what scipy says."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from retailgenie.ai.ranking.itemlinks import ItemLinks

TABLE = csr_matrix(np.array([[0, 0.5, 0.25], [0, 0, 0], [0.75, 0, 0]], dtype=np.float32))
LINKS = ItemLinks.of(TABLE)


def test_a_row_comes_as_its_items_and_strengths_or_with_its_zeros() -> None:
    others, data = LINKS.row(0)
    assert (others.tolist(), data.tolist()) == ([1, 2], [0.5, 0.25])
    assert LINKS.filled(0).tolist() == [0.0, 0.5, 0.25]
    assert LINKS.filled(1).tolist() == [0.0, 0.0, 0.0]


def test_rows_are_added_up_with_their_weights() -> None:
    rows, weights = np.array([0, 1, 2]), np.array([2.0, 5.0, 4.0])
    assert LINKS.summed(rows, weights).tolist() == (TABLE[rows].T @ weights).tolist() == [3.0, 1.0, 0.5]


def test_no_rows_add_up_to_nothing() -> None:
    assert LINKS.summed(np.array([], dtype=np.int64), np.array([])).tolist() == [0.0, 0.0, 0.0]
