"""A model list is taken in every shape that servers send, and each entry leaves as OpenAI would write it."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import PollError
from aggregator.servers.openai_list import entries_of, listed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["data", "error", "id"]), inner),
)


def nested(levels):
    value = "deep"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("document", "entries"),
    [
        ({"object": "list", "data": [{"id": "a"}]}, [{"id": "a"}]),
        ({"data": [{"id": "a"}]}, [{"id": "a"}]),
        ({"data": None}, []),
        ({"object": "list", "data": []}, []),
        ([{"id": "a"}], [{"id": "a"}]),
        ([], []),
        ({"data": ["text", 7, None]}, ["text", 7, None]),
        ({"data": [{"id": "a"}], "error": None}, [{"id": "a"}]),
    ],
)
def test_every_shape_of_a_list_is_taken(document, entries):
    assert entries_of(document) == entries


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"object": "list"}, "not a model list"),
        ({}, "not a model list"),
        ({"data": {"a": 1}}, "not a model list"),
        ({"data": "a"}, "not a model list"),
        ("a", "not a model list"),
        (None, "not a model list"),
        (7, "not a model list"),
        ({"error": "Unexpected endpoint or method. (GET /v1/models)"}, "is an error, .*: Unexpected endpoint"),
        ({"error": {"message": "no key", "code": 401}}, "is an error, .*: no key$"),
        ({"error": {"code": 401}}, "it does not say which"),
        ({"error": None}, "it does not say which"),
        ({"error": nested(900)}, "it does not say which"),
        ({"error": {"message": nested(900)}}, "it does not say which"),
    ],
)
def test_anything_else_is_a_bad_answer(document, problem):
    with pytest.raises(PollError, match=problem) as caught:
        entries_of(document)
    assert caught.value.kind == "bad_answer"


@given(JSON)
def test_any_json_is_a_list_or_a_poll_error(document):
    try:
        assert isinstance(entries_of(document), list)
    except PollError as error:
        assert error.kind == "bad_answer"  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    ("created", "whole"),
    [
        (1_765_000_000, 1_765_000_000),
        (1_765_000_000.75, 1_765_000_000),
        (0, 0),
        (1, 1),
        (None, 0),
        ("now", 0),
        ("2026-01-01T00:00:00Z", 1_767_225_600),
        ("2026-01-01T00:00:00", 1_767_225_600),
        ("1765000000", 1_765_000_000),
        ("20260101", 1_767_225_600),
        ("9" * 400, 0),
        ("²", 0),
        ("", 0),
        (True, 0),
        (-5, 0),
        (2**60, 0),
        (1e300, 0),
        ([1], 0),
    ],
)
def test_created_becomes_whole_seconds(created, whole):
    assert orjson.loads(listed({"id": "a", "created": created}).entry)["created"] == whole


def test_a_moment_of_creation_serves_where_no_created_is_told():
    for entry in ({"id": "a"}, {"id": "a", "created": None}):
        full = listed(entry | {"created_at": "2026-01-01T00:00:00Z"})
        assert orjson.loads(full.entry)["created"] == 1_767_225_600


def test_what_an_openai_client_expects_is_filled_in():
    assert orjson.loads(listed({"id": "a"}).entry) == {"id": "a", "object": "model", "created": 0, "owned_by": ""}


@pytest.mark.parametrize("owner", [None, 7, ["me"]])
def test_an_owner_that_is_no_text_is_none(owner):
    assert orjson.loads(listed({"id": "a", "owned_by": owner}).entry)["owned_by"] == ""


def test_the_rest_of_an_entry_is_kept_verbatim():
    entry = {"id": "a", "object": "model", "created": 7, "owned_by": "me", "meta": {"n_ctx": 4096}, "x": [None, 1.5]}
    assert orjson.loads(listed(entry).entry) == entry


def test_an_object_of_another_name_becomes_a_model():
    assert orjson.loads(listed({"id": "a", "object": "llm"}).entry)["object"] == "model"


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_the_fingerprint_does_not_see_what_is_ever_new(one, other):
    def fingerprint(number):
        return listed({"id": "a", "created": number, "permission": [{"id": number}]}).fingerprint

    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != listed({"id": "b", "created": one}).fingerprint
