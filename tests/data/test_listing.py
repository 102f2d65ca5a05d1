"""What a server says anew at every call is no change, and what it said first stays."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.listing import NOTHING_LISTED, Listing
from aggregator.data.model import Model
from aggregator.data.model_delta import ModelDelta
from tests.factories import detail, listed, listing, provider

NAMES = st.lists(st.sampled_from("abcdef"), unique=True)
VERSIONS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1))


def a_list(versions):
    return listing(*(listed(name, size=version) for name, version in versions.items()))


@pytest.mark.parametrize("changed", [{"created": 2}, {"permission": [{"id": "modelperm-2"}]}])
def test_an_ever_new_key_alone_is_no_change(changed):
    before = listed("a", created=1, permission=[{"id": "modelperm-1"}])
    after = listed("a", **{"created": 1, "permission": [{"id": "modelperm-1"}], **changed})
    assert after.same_as(before)
    assert not ModelDelta.between(listing(before), listing(after))


@pytest.mark.parametrize(
    "after",
    [
        listed("a", owned_by="you"),
        listed("a", owned_by="me", digest="sha256:1"),
        listed("a", owned_by="me", facts=detail(loaded=True)),
        listed("a", owned_by="me", more=None),
    ],
)
def test_anything_else_is_a_change(after):
    before = listed("a", owned_by="me")
    assert not after.same_as(before)
    assert ModelDelta.between(listing(before), listing(after)) == ModelDelta(changed=(after,))


def test_the_order_of_the_keys_is_no_change():
    assert listed("a", x=1, y=2).same_as(listed("a", y=2, x=1))


def test_the_value_first_seen_stays_when_something_else_changes():
    before = listed("a", created=1, permission=["first"], state="idle")
    after = listed("a", created=2, permission=["second"], state="busy").with_values_first_seen(before)
    entry = orjson.loads(after.entry)
    assert (entry["created"], entry["permission"], entry["state"]) == (1, ["first"], "busy")


def test_a_listing_finds_its_models_by_name_and_keeps_the_order():
    several = listing("b", "a")
    assert list(several.by_name) == ["b", "a"]
    assert several.by_name["a"] is several.models[1]
    assert len(several) == 2
    assert len(NOTHING_LISTED) == 0


def test_listings_are_equal_when_their_models_are():
    assert listing("a", "b") == listing("a", "b")
    assert listing("a", "b") != listing("b", "a")
    assert Listing() == NOTHING_LISTED


@given(VERSIONS, VERSIONS)
def test_a_delta_leads_from_one_listing_to_the_other(old, new):
    delta = ModelDelta.between(a_list(old), a_list(new))
    names = {kind: {model.name for model in getattr(delta, kind)} for kind in ("added", "removed", "changed")}
    assert names["added"] == new.keys() - old.keys()
    assert names["removed"] == old.keys() - new.keys()
    assert names["changed"] == {name for name in old.keys() & new.keys() if old[name] != new[name]}
    assert bool(delta) == (old != new)


@given(VERSIONS)
def test_from_nothing_everything_is_added_and_to_nothing_everything_removed(versions):
    some = a_list(versions)
    assert ModelDelta.between(NOTHING_LISTED, some) == ModelDelta(added=some.models)
    assert ModelDelta.between(some, NOTHING_LISTED) == ModelDelta(removed=some.models)


@given(NAMES, st.randoms())
def test_another_order_is_no_delta(names, random):
    shuffled = list(names)
    random.shuffle(shuffled)
    assert not ModelDelta.between(listing(*names), listing(*shuffled))


def test_the_identity_of_a_model_is_url_port_and_name():
    at = provider(url="http://10.7.2.100:8080/desk/v1").endpoint
    assert Model.at(at, "qwen3:8b") == Model("http://10.7.2.100/desk", 8080, "qwen3:8b")
