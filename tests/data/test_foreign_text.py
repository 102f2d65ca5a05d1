"""Text from outside is one clean line, and an id is taken verbatim or not at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.foreign_text import LONGEST_ID, is_usable_id, one_line

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=())) | st.text("a\u202e\x1b\ud800\n e\u0301")

USABLE = [
    "qwen3:8b",
    "hf.co/unsloth/X:Q4_K_M",
    "google/x@q4_k_m",
    "Llama 3 8B Instruct",
    "/Users/me/models/m",
    "../models/x.gguf",
    "~anthropic/claude-haiku-latest",
    "<img src=x>",
    "gpt\u202egpj.exe",
    "m" * LONGEST_ID,
    "模型",
]
UNUSABLE = [
    "",
    " ",
    "\u3000",
    "m" * (LONGEST_ID + 1),
    "a\nb",
    "a\x00",
    "\x1b[31m",
    "a\x7f",
    "a\x9f",
    "\ud83d",
    None,
    7,
    ["a"],
]


@pytest.mark.parametrize("name", USABLE)
def test_an_id_may_hold_almost_anything(name):
    assert is_usable_id(name)


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_id_that_breaks_terminals_or_json_is_refused(name):
    assert not is_usable_id(name)


@given(ANY_TEXT, st.integers(1, 40))
def test_any_text_becomes_one_clean_line(text, limit):
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line == line.strip()
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    line.encode()


def test_a_cut_line_says_so():
    assert one_line("word " * 100, 10) == "word word…"


def test_a_long_text_is_not_looked_at_to_its_end():
    assert one_line("a" + " " * 10_000_000 + "b", 10) == "a"
