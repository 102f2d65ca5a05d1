"""JSON is found wherever a language model puts it, and thoughts are not the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.sources.brain.json_in_text import json_values, parsed
from aggregator.research.sources.brain.thoughts import without_thoughts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('```json\n[{"a": 1}]\n```', [[{"a": 1}]]),
        ('```\n{"a": 1}\n```', [{"a": 1}]),
        ('~~~JSON5 {.x}\n{"a": 1}\n~~~', [{"a": 1}]),
        ('Sure {here} it is [see below]: {"a": "}{"} Bye {.', [{"a": "}{"}]),
        ('{"a": "\\"}"}', [{"a": '"}'}]),
        ('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('[{"a": 1}, {"b": 2}, {"c": ', [{"a": 1}, {"b": 2}]),
        ('{"a": NaN}', [{"a": None}]),
        ("no json", []),
        ("[" * 100_000, []),
        ('{"a":' * 50_000, []),
        ('{"a": ' + "9" * 5000 + "}", []),
    ],
)
def test_the_whole_objects_and_lists_are_found_in_order(text, values):
    assert list(json_values(text)) == values


@pytest.mark.parametrize("text", ["[" * 100_000, "", "{", "9" * 5000])
def test_what_is_no_document_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parsed(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("a", "a"),
        ("<think>x</think>a", "a"),
        ("<thinking>x</thinking>a", "a"),
        ("<THINK>\nx\n</THINK>\na", "\na"),
        ("<seed:think>x</seed:think>a", "a"),
        ("[THINK]x[/THINK]a", "a"),
        ("x</think>a", "a"),
        ("<think>x<think>y</think>z</think>a", "a"),
        ("<think>x</think>a<think>y</think>b", "ab"),
        ("<think>x", None),
        ("a<think>x", None),
        ("<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>final<|message|>a", "a"),
        ("<|channel|>analysis<|message|>x<|channel|>final <|constrain|>json<|message|>a", "a"),
        ("<|channel|>analysis<|message|>x", None),
    ],
)
def test_thoughts_are_left_out(text, answer):
    assert without_thoughts(text) == answer


@given(st.lists(st.sampled_from(["<think>", "</think>", "a", "{", "}", "[", "]", '"', "\\", "<|channel|>"])))
def test_neither_ever_raises(pieces):
    list(json_values(without_thoughts("".join(pieces)) or ""))
