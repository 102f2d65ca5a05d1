"""Values from a brain are made clean or dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.detail_fields import check_value
from aggregator.research.sources.brain.answer_schema import SAYABLE_FIELDS
from aggregator.research.sources.brain.plausible import plausible, says_nothing
from tests.research.sources.brain.scripted_brain import NOW

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("field", "said", "believed"),
    [
        ("parameters", 8_000_000_000, 8_000_000_000),
        ("parameters", 8.0e9, 8_000_000_000),
        ("parameters", "8B", 8_000_000_000),
        ("parameters", "7.62 B params", 7_620_000_000),
        ("parameters", "137M", 137_000_000),
        ("context_length", "131072", 131_072),
        ("context_length", "131,072 tokens", 131_072),
        ("context_length", "32k", 32_768),
        ("context_length", "200K", 200_000),
        ("dimensions", "1024", 1024),
        ("types", ["llm", "chat", "LLM "], ("llm",)),
        ("types", "embedding", ("embedding",)),
        ("capabilities", ["tools", 7, None, "reasoning"], ("tools", "reasoning")),
        ("released", "2025-04", "2025-04"),
        ("knowledge_cutoff", "2024-02-29", "2024-02-29"),
        ("summary", "A small\n chat\x1b[31m model ", "A small chat[31m model"),
        ("license", "Apache-2.0", "Apache-2.0"),
        ("publisher", "Z.ai", "Z.ai"),
    ],
)
def test_what_is_meant_is_understood(field, said, believed):
    assert plausible(field, said, NOW) == believed


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("parameters", 99_999),
        ("parameters", 10**14),
        ("parameters", "8x7B"),
        ("parameters", "about 8B"),
        ("parameters", "0.0000001B"),
        ("parameters", "1.5"),
        ("parameters", True),
        ("parameters", "٨B"),
        ("context_length", 127),
        ("context_length", 20_000_001),
        ("context_length", 4096.5),
        ("context_length", float("inf")),
        ("context_length", float("nan")),
        ("context_length", "1TB"),
        ("context_length", -1),
        ("dimensions", 10**6),
        ("types", ["chat"]),
        ("types", [["llm"]]),
        ("types", {"llm": True}),
        ("released", "2016-12"),
        ("released", "2026-10"),
        ("released", "2024-02-30"),
        ("released", "2024"),
        ("released", "April 2024"),
        ("released", "٢٠٢٤-01"),
        ("knowledge_cutoff", "2031-01"),
        ("knowledge_cutoff", 2024),
        ("summary", ["a", "list"]),
        ("summary", "See https://evil.test/x"),
        ("summary", "See www.evil.test"),
        ("summary", "See evil.com for more"),
        ("summary", "See evil.test/more"),
        ("summary", "h\u200bttps:\u200b//evil.test"),
        ("summary", "<img src=x onerror=alert(1)>"),
        ("summary", "Nice <\u200bscript>"),
        ("summary", "Click [here](javascript:x)"),
        ("summary", "```python\nprint()```"),
        ("summary", '{"family": "x"}'),
        ("summary", "a" * 61),
        ("summary", "word " * 250),
        ("family", "word " * 30),
        ("family", "<b>x</b>"),
        ("publisher", "https://evil.test"),
    ],
)
def test_what_cant_be_right_is_dropped(field, said):
    assert plausible(field, said, NOW) is None


def test_a_long_summary_is_shortened():
    assert len(plausible("summary", "word " * 100, NOW)) <= 300


@pytest.mark.parametrize("value", [None, "", " ", [], {}, "unknown", "N/A", 0])
def test_not_knowing_has_many_words(value):
    assert says_nothing(value)


@given(st.sampled_from(SAYABLE_FIELDS), JSON)
def test_whatever_is_said_the_result_is_a_value_of_the_field_or_nothing(field, said):
    says_nothing(said)
    believed = plausible(field, said, NOW)
    if believed is not None:
        check_value(field, believed)
