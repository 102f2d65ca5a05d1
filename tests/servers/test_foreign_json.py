"""Foreign JSON is read leniently and comes out clean, or it is a PollError; nothing else ever happens."""

import json
import math

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.errors import PollError
from aggregator.servers.foreign_json import read_json

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
)
JSON_LIKE = st.text(st.sampled_from('{}[]",:0123456789.eE+-NaInfity tru\\ud83 \ufeff'))


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b"[NaN, Infinity, -Infinity, 1]", [None, None, None, 1]),
        (b"[NaN, 1e400, -1e400]", [None, None, None]),
        (rb'["half \ud83d pair"]', ["half \ufffd pair"]),
        (rb'["\ud83d\ude00"]', ["\U0001f600"]),
        (rb'{"\udc00": 1}', {"\ufffd": 1}),
        (b'["mod\xe8le"]', ["mod\ufffdle"]),
        (b"[true, false, null]", [True, False, None]),
        (b"[NaN, 9223372036854775807]", [None, 2.0**63]),
        (b"[NaN, 999999999999999999]", [None, 999999999999999999]),
        (b"[" + b"9" * 400 + b"]", [None]),
        (b"[" + b"9" * 10_000 + b"]", [None]),
        (b'["\xef\xbb\xbf", NaN]', ["\ufeff", None]),
        (b'{"a": 1, "a": 2}', {"a": 2}),
    ],
)
def test_what_servers_send_is_read(body, value):
    assert read_json(body) == value


@pytest.mark.parametrize(
    ("body", "beginning"),
    [
        (b"", "nothing"),
        (b" \n", "nothing"),
        (b"<!DOCTYPE html>", "HTML"),
        (b"\n <html>", "HTML"),
        (b"Internal Server Error", "something else"),
        (b'{"data": [', "something else"),
        (b"{'data': []}", "something else"),
        (b"[1] [2]", "something else"),
        (b"[" * 200_000 + b"]" * 200_000, "something else"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "something else"),
        (b"\x1f\x8b\x08", "something else"),
        ("[1]".encode("utf-16"), "something else"),
    ],
)
def test_what_is_no_json_is_a_bad_answer_that_is_not_repeated(body, beginning):
    with pytest.raises(PollError, match=f"is not JSON \\(it begins with {beginning}\\)") as caught:
        read_json(body)
    assert caught.value.kind == "bad_answer"
    assert len(str(caught.value)) < 100


def is_clean(value):
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        value.encode()
        return True
    if isinstance(value, list):
        return all(is_clean(each) for each in value)
    if isinstance(value, dict):
        return all(is_clean(key) and is_clean(each) for key, each in value.items())
    return value is None or isinstance(value, bool | int)


@given(st.binary() | JSON_LIKE.map(str.encode) | ANY_JSON.map(json.dumps).map(str.encode))
@example(b"[NaN, " + b"9" * 400 + b"]")
@example(b"NaN")
def test_any_bytes_are_clean_json_or_a_poll_error(body):
    try:
        value = read_json(body)
    except PollError:
        return
    assert is_clean(value)
    orjson.dumps(value)


@given(ANY_JSON)
def test_any_json_is_read(value):
    read_json(json.dumps(value).encode())


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), st.lists))
def test_clean_json_is_read_as_it_is_in_either_way(value):
    body = json.dumps(value, ensure_ascii=False).encode()
    assert read_json(body) == value
    assert read_json(b"[NaN, " + body + b"]") == [None, value]
