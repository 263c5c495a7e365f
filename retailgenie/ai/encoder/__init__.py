"""Text to vectors: one sentence encoder (ONNX, int8) shared by intents, retrieval and content."""

from retailgenie.ai.encoder.encoder import DIMENSIONS, Encoder, EncoderMissing

__all__ = ["DIMENSIONS", "Encoder", "EncoderMissing"]
