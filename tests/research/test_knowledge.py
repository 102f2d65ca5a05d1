from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.learnt import Learnt
from aggregator.data.model_detail import NOTHING_KNOWN, merge_all
from aggregator.data.subject import Subject
from aggregator.research.knowledge import Knowledge, by_trust, subject_of
from tests.factories import detail

A, B = Subject("a"), Subject("b")


def test_what_several_sources_say_about_several_topics_is_claimed_together():
    knowledge = Knowledge(
        [Learnt(A, "name", detail("name", family="x")), Learnt(B, "brain", detail("brain", family="y"))]
    )

    assert list(knowledge.claims((A, B))) == [detail("name", family="x"), detail("brain", family="y")]
    assert list(knowledge.claims((A, B), but="brain")) == [detail("name", family="x")]
    assert list(knowledge.claims((Subject("c"),))) == []


def test_nothing_to_know_is_an_answer_but_no_claim():
    knowledge = Knowledge()
    knowledge.learn(Learnt(A, "hub", NOTHING_KNOWN))

    assert knowledge.answer(A, "hub") == Learnt(A, "hub", NOTHING_KNOWN)
    assert knowledge.answer(A, "name") is None
    assert list(knowledge.claims((A,))) == []


def test_the_same_result_twice_changes_nothing():
    knowledge, learnt = Knowledge(), Learnt(A, "hub", detail("hub", license="MIT"))

    assert knowledge.learn(learnt) == knowledge.learn(learnt) == learnt
    assert list(knowledge.claims((A,))) == [learnt.detail]


def test_names_are_compared_without_case_and_without_ollamas_own_tag():
    assert subject_of("Qwen3:latest", "") == subject_of("qwen3", "") == Subject("qwen3")
    assert subject_of("qwen3:8b", "") != subject_of("qwen3", "")
    assert subject_of("qwen3", "sha256:1") != subject_of("qwen3", "sha256:2")


details = st.builds(
    lambda source, as_of, values: detail(source, as_of, **values),
    st.sampled_from(["override", "server", "hub", "name", "brain", "plugin"]),
    st.integers(0, 3),
    st.fixed_dictionaries({}, optional={"family": st.sampled_from("xyz"), "license": st.sampled_from(["MIT", "GPL"])}),
)


@given(st.lists(st.lists(details, max_size=3).map(merge_all)))
def test_by_trust_gives_each_source_once_the_most_trusted_first_and_loses_nothing(claims):
    sorted_out = by_trust(claims)

    sources = [{fact.source for fact in claim.facts.values()} for claim in sorted_out]
    assert all(len(each) == 1 for each in sources)
    order = [each.pop() for each in sources]
    trust = ["override", "server", "hub", "plugin", "name", "brain"]
    assert order == [source for source in trust if source in order]
    assert merge_all(sorted_out) == merge_all(claims)
