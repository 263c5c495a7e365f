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
CACHED_QUERIES = 1_024  # 8 MB with the vectors of four layers
GRAPH_FORMAT = 2  # of meta.json: 2 has the output "deep"; the vectors of 1 and 2 are the same

DEFAULT_NAME = "minilm-l6-int8-v1"  # change it whenever the vectors would change: indexes store it
GRAPH_FILE, TOKENIZER_FILE, META_FILE = "model.onnx", "tokenizer.json", "meta.json"

Vectors = NDArray[np.float32]


class EncoderMissing(FileNotFoundError):
    """There is no built encoder in this folder; `manage.py build_encoder` makes one."""


def built_here(folder: Path) -> bool:
    """True where a folder holds an encoder in the form that this version reads."""
    meta = folder / META_FILE
    return meta.exists() and json.loads(meta.read_text()).get("format") == GRAPH_FORMAT


class Encoder:
    """Turns texts into unit vectors; safe to share between threads."""

    def __init__(self, name: str, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self.name = name
        self._session = session
        self._tokenizer = tokenizer
        self._widths = {x.name: int(x.shape[1]) for x in session.get_outputs()}
        self._cache: OrderedDict[tuple[str, str], Vectors] = OrderedDict()
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
        return self._encoded("vectors", texts)

    def deep(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 1536) float32: the vectors of the last four layers side by side, the last as `encode` gives.

        Raises EncoderMissing for a graph of older make.
        """
        if "deep" not in self._widths:
            raise EncoderMissing(
                f"The encoder {self.name} is of older make. Run: python manage.py build_encoder"
            )
        return self._encoded("deep", texts)

    def knows(self, word: str) -> bool:
        """True for a lower-case word that is one piece of the vocabulary: most words of English are."""
        return self._tokenizer.token_to_id(word) is not None

    def _encoded(self, output: str, texts: Sequence[str]) -> Vectors:
        if len(texts) == 1:
            return self._cached(output, texts[0])[np.newaxis].copy()
        ids = [self._tokenizer.encode(text[:MAX_CHARS]).ids for text in texts]
        by_length = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors = np.empty((len(ids), self._widths[output]), dtype=np.float32)
        for start in range(0, len(by_length), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._run(output, [ids[i] for i in rows])
        return vectors

    def _cached(self, output: str, text: str) -> Vectors:
        with self._lock:
            found = self._cache.get((output, text))
            if found is not None:
                self._cache.move_to_end((output, text))
                return found
        vector: Vectors = self._run(output, [self._tokenizer.encode(text[:MAX_CHARS]).ids])[0]
        with self._lock:
            self._cache[output, text] = vector
            if len(self._cache) > CACHED_QUERIES:
                self._cache.popitem(last=False)
        return vector

    def _run(self, output: str, ids: list[list[int]]) -> Vectors:
        width = max(len(row) for row in ids)
        tokens = np.zeros((len(ids), width), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for number, row in enumerate(ids):
            tokens[number, : len(row)] = row
            mask[number, : len(row)] = 1
        found = self._session.run([output], {"input_ids": tokens, "attention_mask": mask})
        return np.asarray(found[0], dtype=np.float32)


def _session_options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The arena keeps the most that a batch ever took (340 MB after 32 long texts) and saves no measurable time.
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
