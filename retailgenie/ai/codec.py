"""JSON for the dataclasses of `ai.types`: results are stored with receipts and turns and read back.

A dataclass becomes {"type": name, "value": {...}}, a tuple {"type": "tuple", "value": [...]};
plain values stay.
"""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from retailgenie.ai import types
from retailgenie.ai.types import Block


class UnreadableJson(ValueError):
    """The stored JSON is of an older or foreign form; treat what it described as gone."""


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    kind = getattr(types, name, None)
    if not isinstance(kind, type) or not is_dataclass(kind):
        raise UnreadableJson(f"{name!r} is no type of the assistant core.")
    return TypeAdapter(kind)


def to_json(value: Any) -> Any:
    """Return JSON-safe data for a dataclass of ai.types, a tuple of them, a plain value or None."""
    if isinstance(value, Block):
        return {
            "kind": value.kind.value,
            "text": value.text,
            "data": to_json(value.data),
            "token": value.token,
        }
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        return {"type": name, "value": _adapter(name).dump_python(value, mode="json")}
    if isinstance(value, tuple | list):
        return {"type": "tuple", "value": [to_json(item) for item in value]}
    return value


def from_json(data: Any) -> Any:
    """Return what `to_json` was given; raises UnreadableJson for anything else."""
    if not isinstance(data, dict) or "type" not in data:
        return data
    if data["type"] == "tuple":
        return tuple(from_json(item) for item in data["value"])
    try:
        return _adapter(data["type"]).validate_python(data["value"])
    except ValidationError as error:
        raise UnreadableJson(str(error)) from error


def block_from_json(data: dict[str, Any]) -> Block:
    """Return the block that `to_json` wrote."""
    plain = Block(types.BlockKind(data["kind"]), text=data["text"], token=data["token"])
    return replace(plain, data=from_json(data["data"]))
