"""Details merge field by field: the better source wins, then the newer fact, in whatever order they come."""

import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.detail_fields import FIELDS, check_value
from aggregator.data.fact import SOURCES, Fact, source_rank
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail, merge_all
from tests.factories import detail

VALUES = {
    "summary": st.text("ab ", min_size=1, max_size=3).filter(str.strip),
    "types": st.sampled_from([["llm"], ["vlm"], ["llm", "vlm"]]),
    "context_length": st.sampled_from([1, 2, 4096]),
    "price_input": st.sampled_from([0, 0.5, 1]),
    "loaded": st.booleans(),
}


@st.composite
def facts(draw, field):
    source = draw(st.sampled_from([*SOURCES, "from-outside", "another"]))
    value = check_value(field, draw(VALUES[field]))
    if source == "override" and draw(st.booleans()):
        value = None
    return Fact(value, source, draw(st.integers(0, 2)))


@st.composite
def details(draw):
    fields = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True))
    return ModelDetail({field: draw(facts(field)) for field in fields})


@given(details(), details())
def test_merging_is_commutative(one, other):
    assert one.merge(other) == other.merge(one)


@given(details(), details(), details())
def test_merging_is_associative(one, two, three):
    assert one.merge(two).merge(three) == one.merge(two.merge(three))


@given(details(), details())
def test_merging_is_idempotent(one, other):
    both = one.merge(other)
    assert one.merge(one) == one
    assert both.merge(one) == both == both.merge(other)


@given(details())
def test_nothing_known_changes_nothing(one):
    assert one.merge(NOTHING_KNOWN) == one == NOTHING_KNOWN.merge(one)


@given(st.lists(details(), max_size=4))
def test_results_may_arrive_in_any_order(several):
    assert len({repr(merge_all(order)) for order in itertools.permutations(several)}) == 1


@given(details(), details())
def test_a_merge_says_only_what_one_of_them_said(one, other):
    for field, fact in one.merge(other).facts.items():
        assert fact in (one.facts.get(field), other.facts.get(field))
        assert all(fact.weight >= each.facts[field].weight for each in (one, other) if field in each.facts)


@pytest.mark.parametrize(("better", "worse"), list(itertools.pairwise(SOURCES)))
def test_the_better_source_wins_though_it_is_older(better, worse):
    assert detail(worse, 2_000, family="b").merge(detail(better, 1_000, family="a")).get("family") == "a"


def test_the_sources_are_ranked_as_the_contract_says():
    assert SOURCES == ("override", "server", "files", "hub", "catalogue", "name", "brain")


def test_a_source_from_outside_stands_just_below_the_catalogue():
    assert source_rank("catalogue") > source_rank("my-source") > source_rank("name")


def test_within_one_source_the_newer_fact_wins():
    assert detail("brain", 1_000, summary="old").merge(detail("brain", 2_000, summary="new")).get("summary") == "new"


def test_an_override_takes_a_field_away():
    taken = ModelDetail({"license": Fact(None, "override", 1)})
    merged = detail("hub", license="MIT", family="qwen3").merge(taken)
    assert merged.values() == {"family": "qwen3"}
    assert merged.get("license") is None
    assert "license" in merged.facts


def test_what_a_source_says_is_checked_and_the_rest_left_out():
    said = detail("server", 5, context_length=4096, types=["robot"], summary=None, colour="blue", parameters="7B")
    assert said.facts == {"context_length": Fact(4096, "server", 5)}


def test_facts_stand_in_the_order_of_the_fields_and_cannot_be_changed():
    said = detail("server", loaded=True, summary="a", types=["llm"])
    assert list(said.facts) == [field for field in FIELDS if field in said.facts]
    with pytest.raises(TypeError):
        said.facts["summary"] = None
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        said.facts = {}


def test_same_values_looks_at_values_and_sources_but_not_at_the_time():
    assert detail("server", 1, family="a").same_values(detail("server", 2, family="a"))
    assert not detail("server", 1, family="a").same_values(detail("server", 1, family="b"))
    assert not detail("server", 1, family="a").same_values(detail("hub", 1, family="a"))


def test_only_nothing_is_false():
    assert not NOTHING_KNOWN
    assert detail(family="a")
