"""Runs the sentence encoder: onnxruntime and tokenizers only, one thread a process, never torch.

Weights are int8 but activations are scaled per batch, so the same text alone and in a batch
agree to a cosine of about 0.99, as int8 and fp32 do; vectors of two variants (names) must never be compared.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS = 384
MAX_TOKENS = 256  # what the model was trained with
MAX_CHARS = 4_000  # longer text cannot add tokens within the limit, only time in the tokenizer
BATCH = 32
CACHED_QUERIES = 2_048  # 3 MB of vectors

DEFAULT_NAME = "minilm-l6-int8-v1"  # change it whenever the vectors would change: indexes store it
GRAPH_FILE, TOKENIZER_FILE, META_FILE = "model.onnx", "tokenizer.json", "meta.json"

Vectors = NDArray[np.float32]


class EncoderMissing(FileNotFoundError):
    """There is no built encoder in this folder; `manage.py build_encoder` makes one."""


class Encoder:
    """Turns texts into unit vectors; safe to share between threads."""

    def __init__(self, name: str, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self.name = name
        self._session = session
        self._tokenizer = tokenizer
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Load the variant built in a folder; raises EncoderMissing where there is none."""
        folder = Path(path)
        if not (folder / META_FILE).exists():
            raise EncoderMissing(f"There is no encoder in {folder}. Run: python manage.py build_encoder")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        name = json.loads((folder / META_FILE).read_text())["name"]
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.no_padding()  # the packaged file pads everything to 128 tokens
        tokenizer.enable_truncation(MAX_TOKENS)
        session = onnxruntime.InferenceSession(
            str(folder / GRAPH_FILE), _session_options(), providers=["CPUExecutionProvider"]
        )
        return cls(name, session, tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 384) float32 of unit length, in the order of the texts; one text alone is cached."""
        if len(texts) == 1:
            return self._cached(texts[0])[np.newaxis].copy()
        ids = [self._tokenizer.encode(text[:MAX_CHARS]).ids for text in texts]
        vectors = np.empty((len(ids), DIMENSIONS), dtype=np.float32)
        by_length = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for start in range(0, len(by_length), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._run([ids[i] for i in rows])
        return vectors

    def _cached(self, text: str) -> Vectors:
        with self._lock:
            found = self._cache.get(text)
            if found is not None:
                self._cache.move_to_end(text)
                return found
        vector: Vectors = self._run([self._tokenizer.encode(text[:MAX_CHARS]).ids])[0]
        with self._lock:
            self._cache[text] = vector
            if len(self._cache) > CACHED_QUERIES:
                self._cache.popitem(last=False)
        return vector

    def _run(self, ids: list[list[int]]) -> Vectors:
        width = max(len(row) for row in ids)
        tokens = np.zeros((len(ids), width), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for number, row in enumerate(ids):
            tokens[number, : len(row)] = row
            mask[number, : len(row)] = 1
        output = self._session.run(["vectors"], {"input_ids": tokens, "attention_mask": mask})
        return np.asarray(output[0], dtype=np.float32)


def _session_options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
