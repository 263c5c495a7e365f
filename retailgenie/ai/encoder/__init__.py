"""Text to vectors: one sentence encoder (ONNX, int8) shared by intents, retrieval and content."""

from retailgenie.ai.encoder.encoder import DEFAULT_NAME, DIMENSIONS, Encoder, EncoderMissing
from retailgenie.ai.encoder.shared import encoders_folder, shared_encoder

__all__ = ["DEFAULT_NAME", "DIMENSIONS", "Encoder", "EncoderMissing", "encoders_folder", "shared_encoder"]
