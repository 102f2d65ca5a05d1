"""The schema that holds a server to the form of the answer."""

import json

from aggregator.data.detail_fields import FIELDS
from aggregator.research.sources.brain.answer_schema import ANSWER_SCHEMA, SAYABLE_FIELDS

NEVER = {"size_bytes", "memory_bytes", "loaded", "served_context_length", "price_input", "price_output", "digest"}


def objects_in(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inside in schema.values():
            yield from objects_in(inside)


def test_the_brain_may_only_say_what_is_general_knowledge():
    assert set(SAYABLE_FIELDS) <= set(FIELDS)
    assert not set(SAYABLE_FIELDS) & (NEVER | {"hub_repo", "homepage", "format", "quantization"})


def test_it_keeps_to_what_strict_mode_allows():
    schema = dict(ANSWER_SCHEMA)

    for closed in objects_in(schema):
        assert closed["additionalProperties"] is False
        assert closed["required"] == list(closed["properties"])
    text = json.dumps(schema)
    for word in ("$ref", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "minItems"):
        assert f'"{word}"' not in text


def test_every_field_but_key_and_name_can_be_null():
    properties = ANSWER_SCHEMA["properties"]["models"]["items"]["properties"]

    assert list(properties) == ["key", "name", *SAYABLE_FIELDS]
    assert all("null" in properties[field]["type"] for field in SAYABLE_FIELDS)
