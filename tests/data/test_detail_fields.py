"""A value that can't be right is no value of a field."""

import math

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.detail_fields import CAPABILITIES, FIELDS, MODALITIES, MODEL_TYPES, check_value

RIGHT = [
    ("summary", "  two\nlines\t", "two lines"),
    ("summary", "x" * 400, "x" * 299 + "…"),
    ("summary", "a\x1b[31mb\u202ec", "a[31mbc"),
    ("types", ["vlm", "llm", "llm"], ("llm", "vlm")),
    ("types", ("embedding",), ("embedding",)),
    ("parameters", 7_000_000_000, 7_000_000_000),
    ("parameters", 7e9, 7_000_000_000),
    ("context_length", 1, 1),
    ("price_input", 0, 0.0),
    ("price_input", 0.15000000001, 0.15),
    ("knowledge_cutoff", "2024-06", "2024-06"),
    ("released", "2024-02-29", "2024-02-29"),
    ("loaded", False, False),
    ("quantization", "Q4_K_M", "Q4_K_M"),
]

WRONG = [
    ("summary", "", "is empty"),
    ("summary", "\x00\u200b ", "is empty"),
    ("summary", 7, "must be a text"),
    ("types", "llm", "must be a list"),
    ("types", [], "is empty"),
    ("types", ["llm", "robot"], "'robot', which is none of"),
    ("types", [["llm"]], "must be a list"),
    ("capabilities", {"tools": True}, "must be a list"),
    ("parameters", True, "must be a whole number"),
    ("parameters", 1.5, "must be a whole number"),
    ("parameters", "7B", "must be a whole number"),
    ("parameters", 0, "must be from 1"),
    ("parameters", -1, "must be from 1"),
    ("parameters", 10**400, "must be from 1"),
    ("context_length", math.inf, "must be a whole number"),
    ("context_length", math.nan, "must be a whole number"),
    ("price_input", -0.1, "from 0 to 100000"),
    ("price_input", math.nan, "from 0 to 100000"),
    ("price_input", math.inf, "from 0 to 100000"),
    ("price_input", True, "from 0 to 100000"),
    ("released", "2023-02-29", "is no day of the calendar"),
    ("released", "2024", "must be YYYY-MM"),
    ("released", "2024-13", "must be YYYY-MM"),
    ("released", "2024-06-01T00:00:00", "must be YYYY-MM"),
    ("released", 2024, "must be YYYY-MM"),
    ("loaded", 1, "must be true or false"),
    ("colour", "blue", "is no field"),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(("field", "value", "clean"), RIGHT)
def test_a_value_is_cleaned(field, value, clean):
    checked = check_value(field, value)
    assert checked == clean
    assert type(checked) is type(clean)


@pytest.mark.parametrize(("field", "value", "problem"), WRONG)
def test_a_value_that_cannot_be_right_is_refused(field, value, problem):
    with pytest.raises(ValueError, match=problem):
        check_value(field, value)


@given(st.sampled_from([*FIELDS, "colour"]), JSON | st.sampled_from([*MODEL_TYPES, *CAPABILITIES]).map(lambda w: [w]))
def test_any_value_is_cleaned_for_good_or_refused(field, value):
    try:
        clean = check_value(field, value)
    except ValueError:
        return
    assert check_value(field, clean) == clean
    orjson.dumps(clean)


def test_the_fields_are_those_of_the_contract():
    assert " ".join(FIELDS) == (
        "summary types family publisher format license hub_repo digest homepage parameters active_parameters "
        "quantization context_length served_context_length max_output_tokens dimensions size_bytes memory_bytes "
        "capabilities input_modalities output_modalities knowledge_cutoff released price_input price_output loaded"
    )
    assert MODALITIES == ("text", "image", "audio", "video", "pdf")


def test_every_field_has_a_schema_for_readers():
    assert {field.schema["type"] for field in FIELDS.values()} == {"string", "integer", "number", "array", "boolean"}
    orjson.dumps({name: dict(field.schema) for name, field in FIELDS.items()})
