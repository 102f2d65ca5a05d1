"""Foreign values in our units: by example, and any value at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.servers import reading

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("path", "found"),
    [(("a", 0, "b"), 1), (("a", -1, "b"), 1), (("a", 1, "b"), None), (("a", "b"), None), (("x",), None), ((), ...)],
)
def test_a_path_that_breaks_off_ends_at_nothing(path, found):
    value = {"a": [{"b": 1}]}
    assert reading.at(value, *path) == (value if found is ... else found)


@pytest.mark.parametrize(
    ("value", "number"),
    [(8192, 8192), (8192.0, 8192), ("8192", 8192), (0, None), (-1, None), (1.5, None), (True, None), ("8k", None)],
)
def test_whole_numbers_come_as_numbers_and_as_texts(value, number):
    assert reading.whole(value) == number


@pytest.mark.parametrize(
    ("per_token", "per_million"),
    [("0.0000025", 2.5), (2.5e-06, 2.5), ("0", 0.0), (0, 0.0), ("-1", None), ("NaN", None), (None, None)],
)
def test_prices_are_per_million_tokens(per_token, per_million):
    assert reading.usd_per_million(per_token) == per_million


@pytest.mark.parametrize(
    ("human", "size"),
    [
        ("256.35MiB", 268_802_457),
        ("5.2 GB", 5_200_000_000),
        ("512B", 512),
        ("1 KiB", 1024),
        ("0MiB", None),
        ("big", None),
        (7, None),
    ],
)
def test_sizes_for_people_become_bytes(human, size):
    assert reading.size_bytes(human) == size


@pytest.mark.parametrize(
    ("value", "repo"),
    [
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("qwen3", None),
        ("/models/qwen3", None),
        ("../models", None),
        ("a/b/c", None),
        ("", None),
        (None, None),
    ],
)
def test_a_repo_is_an_organisation_and_a_name(value, repo):
    assert reading.hub_repo(value) == repo


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-02-04T00:00:00Z", "2026-02-04"),
        ("2025-03", "2025-03"),
        ("1970-01-01T00:00:00Z", None),
        ("2025-03-311", None),
        ("soon", None),
        (1, None),
    ],
)
def test_a_time_begins_with_its_day(value, day):
    assert reading.day(value) == day


def test_words_without_a_meaning_for_us_are_left_out():
    assert reading.words(["a", "x", "b", "a"], {"a": "tools", "b": "tools"}) == ("tools",)
    assert reading.words(["x"], {"a": "tools"}) is None
    assert reading.words_where(tools=True, vision=None, audio="yes") == ("tools",)
    assert reading.modalities(["text", "file", "smell"]) == ("text", "pdf")


def test_total_and_active_parameters_are_told_apart():
    assert reading.parameters("26B-A4B") == {"parameters": 26_000_000_000, "active_parameters": 4_000_000_000}
    assert reading.parameters("many") == {}


@given(value=ANYTHING)
def test_any_value_is_read_or_is_nothing(value):
    for read in (reading.text, reading.texts, reading.flag, reading.whole, reading.usd_per_million, reading.size_bytes):
        read(value)
    for read in (reading.quantization, reading.parameters, reading.hub_repo, reading.day, reading.modalities):
        read(value)
    assert all(isinstance(each, dict) for each in reading.records(value))
    reading.at(value, "a", 0, -1)
