"""The upper layers of a sentence encoder, trained over what the frozen lower ones give, which is computed once a text.

A text is seen many times in a training; its way through the frozen layers is the same each time and half of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import normalize

AT_ONCE = 64
MASKED = -1e4  # as in the serving graph


class UpperLayers:
    """Gives unit vectors with gradients of the upper layers alone; what lies below is kept in half precision."""

    def __init__(self, model: Any, *, frozen: int, tokens: int) -> None:
        """Freeze the word table and the `frozen` lower layers of a SentenceTransformer, which is trained in place."""
        bert = next(module for module in model.modules() if type(module).__name__ == "BertModel")
        self._embeddings, layers = bert.embeddings, list(bert.encoder.layer)
        self._lower, self._upper = layers[:frozen], layers[frozen:]
        self._tokenizer, self._tokens = model.tokenizer, tokens
        self._known: dict[str, Tensor] = {}
        model.eval()  # no dropout: few steps at a low rate overfit little, and the lower layers must stay as they are
        model.requires_grad_(False)
        for layer in self._upper:
            layer.requires_grad_(True)

    def parameters(self) -> Iterator[Any]:
        """Yield what is learned."""
        for layer in self._upper:
            yield from layer.parameters()

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """Return (n, 384) of unit length."""
        self._prepare([text for text in dict.fromkeys(texts) if text not in self._known])
        rows = [self._known[text] for text in texts]
        width = max(len(row) for row in rows)
        hidden = torch.zeros(len(rows), width, rows[0].shape[1])
        mask = torch.zeros(len(rows), width)
        for number, row in enumerate(rows):
            hidden[number, : len(row)] = row
            mask[number, : len(row)] = 1
        hidden = _through(self._upper, hidden, mask)
        return normalize((hidden.float() * mask.unsqueeze(-1)).sum(dim=1), dim=1)

    def _prepare(self, texts: Sequence[str]) -> None:
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            for start in range(0, len(texts), AT_ONCE):
                part = texts[start : start + AT_ONCE]
                read = self._tokenizer(
                    list(part), padding=True, truncation=True, max_length=self._tokens, return_tensors="pt"
                )
                mask = read["attention_mask"].float()
                hidden = _through(self._lower, self._embeddings(input_ids=read["input_ids"]), mask)
                for text, row, length in zip(part, hidden, mask.sum(dim=1).int(), strict=True):
                    self._known[text] = row[:length].to(torch.bfloat16).clone()


def _through(layers: Sequence[Any], hidden: Tensor, mask: Tensor) -> Tensor:
    bias = ((1 - mask) * MASKED)[:, None, None, :]
    for layer in layers:
        found = layer(hidden, bias)
        hidden = found[0] if isinstance(found, tuple) else found
    return hidden
