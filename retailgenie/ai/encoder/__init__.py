"""Text to vectors: one sentence encoder (ONNX, int8) shared by intents, retrieval and content."""

from retailgenie.ai.encoder.encoder import DEFAULT_NAME, DIMENSIONS, Encoder, EncoderMissing
from retailgenie.ai.encoder.shared import (
    encoders_folder,
    let_go_of_encoders,
    loaded_encoders,
    shared_encoder,
)

__all__ = [
    "DEFAULT_NAME",
    "DIMENSIONS",
    "Encoder",
    "EncoderMissing",
    "encoders_folder",
    "let_go_of_encoders",
    "loaded_encoders",
    "shared_encoder",
]
