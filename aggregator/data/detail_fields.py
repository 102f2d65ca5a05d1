"""The fields a model's details can have: type, unit, bounds, and the one function that checks a value."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import attrs

from aggregator.data.foreign_text import one_line

MODEL_TYPES: Final = (
    *("llm", "vlm", "embedding", "reranker", "asr", "tts"),
    *("diarization", "classifier", "image", "video", "music"),
)
CAPABILITIES: Final = ("tools", "vision", "audio", "reasoning", "structured_output", "completion", "insert")
MODALITIES: Final = ("text", "image", "audio", "video", "pdf")

Value = str | int | float | bool | tuple[str, ...]
"""What a field holds; lists are tuples of words."""

Check = Callable[[object], Value]

_DATE = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])(-[0-3][0-9])?")
_MANY = 10**15


@attrs.frozen
class DetailField:
    """One field: its JSON schema for readers, and `check`, which returns the clean value or raises ValueError."""

    name: str
    schema: Mapping[str, object]
    check: Check


def _text(limit: int) -> tuple[Mapping[str, object], Check]:
    def check(value: object) -> Value:
        if not isinstance(value, str):
            raise ValueError("must be a text")
        if not (text := one_line(value, limit)):
            raise ValueError("is empty")
        return text

    return {"type": "string", "maxLength": limit}, check


def _whole(unit: str, largest: int, smallest: int = 1) -> tuple[Mapping[str, object], Check]:
    def check(value: object) -> Value:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise ValueError("must be a whole number")
        if not smallest <= value <= largest:
            raise ValueError(f"must be from {smallest} to {largest}")
        return int(value)

    return {"type": "integer", "minimum": smallest, "maximum": largest, "description": unit}, check


def _price() -> tuple[Mapping[str, object], Check]:
    def check(value: object) -> Value:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100_000:
            raise ValueError("must be a number of USD per million tokens, from 0 to 100000")
        return round(float(value), 6)

    return {"type": "number", "minimum": 0, "maximum": 100_000, "description": "USD per million tokens"}, check


def _words(choices: tuple[str, ...]) -> tuple[Mapping[str, object], Check]:
    def check(value: object) -> Value:
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
            raise ValueError(f"must be a list of {', '.join(choices)}")
        if unknown := [word for word in value if word not in choices]:
            raise ValueError(f"has {one_line(unknown[0], 40)!r}, which is none of {', '.join(choices)}")
        if not value:
            raise ValueError("is empty")
        return tuple(word for word in choices if word in value)

    return {"type": "array", "items": {"type": "string", "enum": list(choices)}}, check


def _date() -> tuple[Mapping[str, object], Check]:
    def check(value: object) -> Value:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise ValueError("must be YYYY-MM or YYYY-MM-DD")
        try:
            date.fromisoformat(value if len(value) > len("YYYY-MM") else f"{value}-01")
        except ValueError:
            raise ValueError("is no day of the calendar") from None
        return value

    return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}, check


def _flag() -> tuple[Mapping[str, object], Check]:
    def check(value: object) -> Value:
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value

    return {"type": "boolean"}, check


_TOKENS = _whole("tokens", 10**9)
_BYTES = _whole("bytes", _MANY)

FIELDS: Final[Mapping[str, DetailField]] = MappingProxyType(
    {
        name: DetailField(name, schema, check)
        for name, (schema, check) in {
            "summary": _text(300),
            "types": _words(MODEL_TYPES),
            "family": _text(80),
            "publisher": _text(80),
            "format": _text(40),
            "license": _text(80),
            "hub_repo": _text(200),
            "digest": _text(200),
            "homepage": _text(300),
            "parameters": _whole("parameters", _MANY),
            "active_parameters": _whole("parameters used for one token", _MANY),
            "quantization": _text(40),
            "context_length": _TOKENS,
            "served_context_length": _TOKENS,
            "max_output_tokens": _TOKENS,
            "dimensions": _whole("length of an embedding", 10**6),
            "size_bytes": _BYTES,
            "memory_bytes": _BYTES,
            "capabilities": _words(CAPABILITIES),
            "input_modalities": _words(MODALITIES),
            "output_modalities": _words(MODALITIES),
            "knowledge_cutoff": _date(),
            "released": _date(),
            "price_input": _price(),
            "price_output": _price(),
            "loaded": _flag(),
        }.items()
    }
)
"""All fields in the order in which they are shown."""


def check_value(field: str, value: object) -> Value:
    """The clean value of a field.

    Raises:
        ValueError: the field does not exist, or the value can't be right; the message is a phrase for people.
    """
    if field not in FIELDS:
        raise ValueError("is no field of a model's details")
    return FIELDS[field].check(value)
