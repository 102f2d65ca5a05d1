"""JSON as it is kept: fast for what is usual, and without loss for what the fast library does not take."""

import json
from collections.abc import Mapping
from typing import Any, Final

import orjson

_UNUSUAL: Final = b" "
"""Begins a text that only the standard library reads back as it was: integers over 64 bits, lone surrogates."""


def to_json(value: object) -> bytes:
    """A JSON-ready value as compact text without line breaks; tuples and read-only mappings are fine."""
    try:
        return orjson.dumps(value, default=_plain)
    except TypeError:  # ASCII, because a lone surrogate has no UTF-8
        return _UNUSUAL + json.dumps(value, default=_plain, separators=(",", ":")).encode()


def from_json(text: bytes) -> Any:
    """What `to_json` was given, with lists for tuples.

    Raises:
        ValueError: it is no JSON.
    """
    return json.loads(text) if text.startswith(_UNUSUAL) else orjson.loads(text)


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
