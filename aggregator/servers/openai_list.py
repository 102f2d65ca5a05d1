"""The OpenAI model list, as leniently as the servers in the wild need it.

Seen in the wild: `data: null` (Ollama without models), a bare array (Together, GitHub Models), entries without
`object`, `created` or `owned_by`, `created` as a float, 0 or "now", and entries that are no objects at all.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from aggregator.data.listing import EVER_NEW, ListedModel
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.errors import PollError

_LONGEST_MOMENT = 40
_LONGEST_MESSAGE = 2_000  # it is shortened for people only after the key, which it may repeat, was struck out


def entries_of(document: Any) -> list[Any]:
    """The entries of a list answer.

    Raises:
        PollError: kind `bad_answer`, when the document is no model list.
    """
    match document:
        case list():
            return document
        case {"data": list() as entries}:
            return entries
        case {"data": None}:
            return []
        case {"error": error}:
            raise PollError("bad_answer", f"the answer is an error, not a model list: {_message_of(error)}")
        case _:
            raise PollError("bad_answer", "the answer is JSON, but not a model list (no `data` array)")


def listed(entry: Mapping[str, Any], digest: str = "", facts: ModelDetail = NOTHING_KNOWN) -> ListedModel:
    """One entry with what an OpenAI client expects filled in: `object`, a whole `created`, `owned_by`."""
    full = {
        **entry,
        "object": "model",
        "created": _whole_seconds(entry.get("created_at") if entry.get("created") is None else entry["created"]),
        "owned_by": entry["owned_by"] if isinstance(entry.get("owned_by"), str) else "",
    }
    lasting = {key: value for key, value in full.items() if key not in EVER_NEW}
    fingerprint = hashlib.blake2b(orjson.dumps(lasting, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()
    return ListedModel(entry["id"], orjson.dumps(full), fingerprint, digest, facts)


def _whole_seconds(created: Any) -> int:
    """Servers write numbers, texts of digits, and moments in ISO's form; what can't be read is 0."""
    if isinstance(created, str):
        created = _seconds_in(created[:_LONGEST_MOMENT])
    usable = isinstance(created, int | float) and not isinstance(created, bool) and 0 <= created < 2**53
    return int(created) if usable else 0


def _seconds_in(text: str) -> float:
    try:
        if text.isdecimal() and len(text) > len("YYYYMMDD"):
            return float(text)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _message_of(error: Any) -> str:
    message = error.get("message") if isinstance(error, dict) else error
    return message[:_LONGEST_MESSAGE] if isinstance(message, str) else "it does not say which"
