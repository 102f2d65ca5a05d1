"""What the brain may say about a model, and the JSON schema that asks a server to hold it to that."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from aggregator.data.detail_fields import FIELDS

SAYABLE_FIELDS: Final = (
    *("summary", "types", "family", "publisher", "license", "parameters", "active_parameters"),
    *("context_length", "max_output_tokens", "dimensions", "capabilities", "input_modalities", "output_modalities"),
    *("knowledge_cutoff", "released"),
)
"""General knowledge only: what a server, a file or a price list knows is measured there, and a guess would be a lie.

Quantization is not among them: all a brain can do is to read it off the name, and the name source does that exactly.
"""


def _nullable(field: str) -> dict[str, Any]:
    # Strict mode knows neither bounds nor patterns; whether a value can be right is checked afterwards anyway.
    schema = FIELDS[field].schema
    kept = {word: schema[word] for word in ("description", "items") if word in schema}
    return {"type": [schema["type"], "null"], **kept}


def _answer_schema() -> dict[str, Any]:
    properties = {
        "key": {"type": "string"},
        "name": {"type": "string"},
        **{field: _nullable(field) for field in SAYABLE_FIELDS},
    }
    entry = _closed_object(properties)
    return _closed_object({"models": {"type": "array", "items": entry}})


def _closed_object(properties: dict[str, Any]) -> dict[str, Any]:
    # Strict mode wants every key required; null is the way to say "unknown".
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


ANSWER_SCHEMA: Final[Mapping[str, Any]] = MappingProxyType(_answer_schema())
"""The same for every batch, so that a server which compiles it into a grammar does that once."""
