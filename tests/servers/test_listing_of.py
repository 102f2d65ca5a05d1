"""A list becomes a listing; what can't be used is left out and counted, and nothing in it can break anything."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.fact import Fact
from aggregator.errors import PollError
from aggregator.servers.foreign_json import read_json
from aggregator.servers.listing_of import listing_of
from aggregator.servers.server_kind import Described, ServerKind
from scripts.fleet.fault_bodies import LIST_FAULTS

NOW = 1_800_000_000.9
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
ENTRIES = st.dictionaries(st.sampled_from(["id", "object", "created", "owned_by", "x"]), VALUES)


def parsed(*pages, kind=None, most=10_000):
    return listing_of(kind or ServerKind(), list(pages), {}, most, NOW)


def names(result):
    return [model.name for model in result.listing.models]


class Telling(ServerKind):
    """A kind that says of each model what stands in its entry under `says`."""

    def describe(self, entries, answers):
        for entry in entries:
            yield Described(entry, entry.get("says", {}), entry.get("digest", ""))


def test_the_models_keep_the_order_of_the_list():
    assert names(parsed({"data": [{"id": "b"}, {"id": "a"}]})) == ["b", "a"]


def test_pages_are_joined():
    assert names(parsed({"data": [{"id": "a"}]}, {"data": [{"id": "b"}]}, [{"id": "c"}])) == ["a", "b", "c"]


def test_an_empty_list_is_an_empty_listing():
    assert (names(parsed({"data": []})), parsed({"data": None}).skipped) == ([], 0)


@pytest.mark.parametrize(
    "bad",
    [
        "text", None, 7, [], {}, {"id": None}, {"id": 7}, {"id": ""}, {"id": "  "}, {"id": ["a"]}, {"id": "m" * 257},
        {"id": "a\x1b[31m"}, {"id": "a\nb"}, {"id": "good"}, {"id": "x", "deep": {1: 2}},
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_used_is_left_out_and_counted(bad):
    result = parsed([{"id": "good"}, bad, {"id": "other"}])
    assert (names(result), result.skipped) == (["good", "other"], 1)


def test_an_entry_too_deep_to_be_written_is_left_out():
    deep = "x"
    for _ in range(400):
        deep = [deep]
    result = parsed([{"id": "a", "deep": deep}, {"id": "b"}])
    assert (names(result), result.skipped) == (["b"], 1)


def test_of_two_entries_of_one_name_the_first_wins():
    result = parsed([{"id": "twin", "owned_by": "first"}, {"id": "twin", "owned_by": "second"}])
    assert [orjson.loads(model.entry)["owned_by"] for model in result.listing.models] == ["first"]
    assert result.skipped == 1


def test_too_many_models_are_refused_as_a_whole():
    entries = [{"id": str(number)} for number in range(11)]
    assert len(parsed(entries, most=11).listing) == 11
    with pytest.raises(PollError, match=r"lists 11 models, more than max_models \(10\)") as caught:
        parsed(entries[:6], entries[6:], most=10)
    assert caught.value.kind == "too_many"


def test_a_page_that_is_no_list_fails_the_whole_list():
    with pytest.raises(PollError, match="not a model list"):
        parsed({"data": [{"id": "a"}]}, {"object": "list"})


def test_what_the_list_says_becomes_facts_of_the_server():
    says = {"context_length": 4096, "types": ["robot"], "colour": "blue"}
    (model,) = parsed([{"id": "a", "says": says, "digest": "sha256:1"}], kind=Telling()).listing.models
    assert model.facts.facts == {"context_length": Fact(4096, "server", 1_800_000_000)}
    assert model.digest == "sha256:1"


def test_the_faults_of_the_fleet_are_read_as_far_as_they_can_be():
    found = {}
    for word, body in LIST_FAULTS.items():
        try:
            result = parsed(read_json(body()))
        except PollError as error:
            found[word] = error.kind
        else:
            found[word] = (names(result), result.skipped)
    good, other, bad = "good-model", "other", "bad_answer"
    assert found == {
        "escape_ids": ([good], 1),
        "control_ids": ([good], 1),
        "override_ids": (["gpt\u202egpj.exe", good], 0),
        "markup_ids": (["<img src=x onerror=alert(1)>&\"'</script>", good], 0),
        "long_ids": ([good], 1),
        "surrogate_ids": (["half \ufffd pair", good], 0),
        "truncated_json": bad,
        "deep_json": bad,
        "nan": ([good], 0),
        "duplicate_ids": (["twin", good], 1),
        "not_text_ids": ([good], 5),
        "data_null": ([], 0),
        "bare_array": ([good, other], 0),
        "no_created": ([good], 0),
        "float_created": ([good], 0),
        "entry_not_object": ([good], 1),
        "no_list": bad,
        "error_200": bad,
        "byte_order_mark": ([good], 0),
        "not_utf8": (["mod\ufffdle"], 0),
    }


@given(st.lists(ENTRIES | VALUES, max_size=8))
def test_any_entries_make_a_listing_that_can_be_written(entries):
    result = parsed(entries)
    assert len(result.listing) + result.skipped == len(entries)
    for model in result.listing.models:
        assert orjson.loads(model.entry)["id"] == model.name


@given(st.binary() | st.lists(ENTRIES).map(lambda entries: json.dumps({"data": entries}).encode()))
def test_any_body_is_a_listing_or_a_poll_error(body):
    try:
        parsed(read_json(body))
    except PollError as error:
        assert error.kind == "bad_answer"  # noqa: PT017 - either way is right
