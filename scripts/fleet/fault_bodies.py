"""Faulty model lists: the bodies that a provider answers with status 200 and that are wrong inside."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

LONG_LIST_BYTES = 50_000_000
DEEP_LEVELS = 200_000
LONG_ID_LETTERS = 300
_PIECE_ENTRIES = 5_000
_GOOD = "good-model"


def entry(name: Any, **fields: Any) -> dict[str, Any]:
    """One usual entry with some fields changed; a None takes a field away."""
    usual = {"id": name, "object": "model", "created": 1_765_000_000, "owned_by": "organization"} | fields
    return {key: value for key, value in usual.items() if value is not None}


def listing(*entries: Any) -> bytes:
    """The usual list of these entries."""
    return json.dumps({"object": "list", "data": entries}).encode()


def long_list() -> Iterator[bytes]:
    """A valid list of 50 MB, in pieces."""
    yield b'{"object": "list", "data": ['
    first = 0
    size = 0
    while size < LONG_LIST_BYTES:
        names = range(first, first + _PIECE_ENTRIES)
        piece = ", ".join(json.dumps(entry(f"model-{number}")) for number in names).encode()
        yield (b", " if first else b"") + piece
        first, size = first + _PIECE_ENTRIES, size + len(piece)
    yield b"]}"


def _beside_a_good_one(name: str) -> bytes:
    return listing(entry(name), entry(_GOOD))


def _deep() -> bytes:
    return b'{"object": "list", "data": ' + b"[" * DEEP_LEVELS + b"]" * DEEP_LEVELS + b"}"


_HOSTILE_IDS: Mapping[str, Any] = MappingProxyType(
    {
        "escape_ids": "red\x1b[31m\x1b]0;title\x07",
        "control_ids": "a\x00b\r\nc\x7f\x9f",
        "override_ids": "gpt\u202egpj.exe",
        "markup_ids": "<img src=x onerror=alert(1)>&\"'</script>",
        "long_ids": "m" * LONG_ID_LETTERS,
        "surrogate_ids": "half \ud83d pair",
    }
)

LIST_FAULTS: Final[Mapping[str, Callable[[], bytes]]] = MappingProxyType(
    {
        **{word: partial(_beside_a_good_one, name) for word, name in _HOSTILE_IDS.items()},
        "truncated_json": lambda: listing(entry(_GOOD), entry("other"))[:-20],
        "deep_json": _deep,
        "nan": lambda: listing(entry(_GOOD, created=float("nan"), score=float("inf"))),
        "duplicate_ids": lambda: listing(entry("twin"), entry("twin", owned_by="other"), entry(_GOOD)),
        "not_text_ids": lambda: listing(entry(7), entry(True), entry(["x"]), entry({"a": 1}), entry(""), entry(_GOOD)),
        "data_null": lambda: b'{"object": "list", "data": null}',
        "bare_array": lambda: json.dumps([entry(_GOOD), entry("other")]).encode(),
        "no_created": lambda: listing(entry(_GOOD, created=None)),
        "float_created": lambda: listing(entry(_GOOD, created=1_765_000_000.75)),
        "entry_not_object": lambda: listing("just a text", entry(_GOOD)),
        "no_list": lambda: b'{"object": "list"}',
        "error_200": lambda: b'{"error": "Unexpected endpoint or method. (GET /v1/models)"}',
        "byte_order_mark": lambda: b"\xef\xbb\xbf" + listing(entry(_GOOD)),
        "not_utf8": lambda: '{"object": "list", "data": [{"id": "modèle"}]}'.encode("latin-1"),
    }
)
