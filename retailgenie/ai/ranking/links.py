"""From item to item: which things the same people buy, and which lie in one basket.

EASE is Steck 2019 (closed-form linear autoencoder); the discount of large baskets is 1/log2(size + 2), measured above
plain counts, cosine, lift and pointwise mutual information.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from retailgenie.ai.ranking.purchases import Purchases

KEPT = 200  # links of an item that are kept, the strongest
DENSE_ITEMS = 6_000  # items that EASE can take: its matrix of 144 MB is inverted in half a minute
RIDGE = 5.0  # of EASE, in units of the mean number of buyers of an item
SHRINK = 20.0  # buyers that two items must share before their cosine counts in full

Matrix = NDArray[np.float32]


def ease(bought: csr_matrix, *, kept: int = KEPT) -> csr_matrix:
    """Return (items, items): row i says how much buying i speaks for each item; 0 on the diagonal.

    kept: links of a row; what speaks against an item is dropped too. 0 keeps everything (for comparison).

    Worked example: two people bought {a, b}, one {a}; a and b link each other more than either links c.
    Only the DENSE_ITEMS most bought take part; the rest have no links here.
    """
    buyers = np.asarray(bought.sum(axis=0)).ravel()
    chosen = np.sort(np.argsort(-buyers, kind="stable")[:DENSE_ITEMS])
    chosen = chosen[buyers[chosen] > 0]
    if not len(chosen):
        return csr_matrix((bought.shape[1], bought.shape[1]), dtype=np.float32)
    part = bought[:, chosen]
    gram = np.asarray((part.T @ part).todense(), dtype=np.float64)
    gram[np.diag_indices_from(gram)] += max(1.0, RIDGE * float(buyers[chosen].mean()))
    inverse = np.linalg.inv(gram)
    weights = (-inverse / np.diag(inverse)).astype(np.float32)
    np.fill_diagonal(weights, 0.0)
    links = strongest(weights, kept) if kept else csr_matrix(weights)
    return _placed(links, chosen, bought.shape[1])


def cosine(table: csr_matrix, *, shrink: float = SHRINK, kept: int = KEPT) -> csr_matrix:
    """Return (items, items): shared rows over the geometric mean of both items' rows, shrunk for few shared ones."""
    shared = (table.T @ table).tocsr().astype(np.float32)
    totals = np.asarray(table.sum(axis=0)).ravel()
    rows = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    norm = np.sqrt(totals[rows] * totals[shared.indices])
    shared.data = shared.data / norm * (shared.data / (shared.data + shrink))
    return _strongest_sparse(_without_diagonal(shared), kept)


def together(baskets: csr_matrix, weights: NDArray[np.float64] | None = None) -> csr_matrix:
    """Return (items, items): baskets that hold both, each counted 1/log2(size + 2), times its weight where given."""
    sizes = np.asarray(baskets.sum(axis=1)).ravel()
    worth = 1.0 / np.log2(sizes + 2.0)
    if weights is not None:
        worth = worth * weights
    return _without_diagonal((baskets.T @ diags(worth.astype(np.float32)) @ baskets).tocsr())


def strongest(weights: Matrix, kept: int) -> csr_matrix:
    """Return the largest `kept` positive values of each row."""
    if weights.shape[1] > kept:
        floor = np.partition(weights, -kept, axis=1)[:, -kept][:, np.newaxis]
        weights = np.where(weights >= np.maximum(floor, 0.0), weights, np.float32(0.0))
    return csr_matrix(np.maximum(weights, 0.0))


def _strongest_sparse(table: csr_matrix, kept: int) -> csr_matrix:
    lengths = np.diff(table.indptr)
    rows = np.repeat(np.arange(table.shape[0]), lengths)
    order = np.lexsort((-table.data, rows))
    rank = np.arange(len(order)) - np.repeat(table.indptr[:-1], lengths)
    chosen = order[rank < kept]
    return csr_matrix((table.data[chosen], (rows[chosen], table.indices[chosen])), shape=table.shape)


def _without_diagonal(table: csr_matrix) -> csr_matrix:
    table = table.tocsr()
    table.setdiag(0.0)
    table.eliminate_zeros()
    return table


def _placed(table: csr_matrix, chosen: NDArray[np.int64], size: int) -> csr_matrix:
    found = table.tocoo()
    return csr_matrix((found.data, (chosen[found.row], chosen[found.col])), shape=(size, size))


def bought_links(purchases: Purchases) -> csr_matrix:
    """Return EASE over who ever bought what."""
    return ease(purchases.bought())
