"""Parameter counts in the short forms that people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.parameter_count import ParameterCount, parse_parameters


@pytest.mark.parametrize(
    ("text", "total", "active"),
    [
        ("8.2B", 8_200_000_000, None),
        ("137M", 137_000_000, None),
        ("116.8B", 116_800_000_000, None),
        ("361.82M", 361_820_000, None),
        ("0.6b", 600_000_000, None),
        ("270m", 270_000_000, None),
        ("1T", 1_000_000_000_000, None),
        (" 7 B ", 7_000_000_000, None),
        ("26B-A4B", 26_000_000_000, 4_000_000_000),
        ("30B-A3B", 30_000_000_000, 3_000_000_000),
        ("1b-a400m", 1_000_000_000, 400_000_000),
        ("A2.7B", None, 2_700_000_000),
    ],
)
def test_sizes_are_read_exactly(text, total, active):
    assert parse_parameters(text) == ParameterCount(total, active)


@pytest.mark.parametrize(
    "text", ["", "8x7B", "8x22b", "E4B", "4k", "128K", "8", "B", "-7B", "0B", "1e9B", "3B-A30B", "７B", "4bit"]
)
def test_what_is_no_exact_count_gives_nothing(text):
    assert parse_parameters(text) is None


@given(st.integers(1, 999_999))
def test_hundredths_of_a_billion_lose_nothing(hundredths):
    count = parse_parameters(f"{hundredths // 100}.{hundredths % 100:02}B")
    assert count == ParameterCount(hundredths * 10_000_000)


@given(st.text(max_size=300))
def test_any_text_is_taken(text):
    count = parse_parameters(text)
    assert count is None or count.total or count.active
