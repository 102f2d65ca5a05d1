import attrs
import pytest

from aggregator.data.batch import Place
from aggregator.data.clock import Moment
from aggregator.data.learnt import Learnt
from aggregator.data.model import Model
from aggregator.data.model_delta import ModelDelta
from aggregator.data.model_detail import NOTHING_KNOWN
from aggregator.data.records import Memory, TrialKept, TrialOver
from aggregator.data.research_status import ResearchState
from aggregator.data.subject import Subject
from aggregator.messages import DetailsFound, DetailsMissing
from aggregator.research.backoff import Backoff
from aggregator.research.desk import ResearchDesk
from aggregator.research.sources.source import Scope
from aggregator.settings.settings import OverrideRule
from tests.factories import bearer, detail, listed, listing, provider
from tests.fakes.source import FakeSource

NOW = Moment(1_800_000_000.0, 1000.0)
DESK = provider("desk", "http://10.0.0.1:8080")
LAB = provider("lab", "http://10.0.0.2:8080")
A = Subject("a")


class Work:
    """A desk, and short ways to let things happen to it."""

    def __init__(self, *sources, memory=None):
        self.desk = ResearchDesk("boot.1", sources, Backoff(lambda: 0.5), 1, memory or Memory(), NOW)

    def list(self, owner, old=(), new=()):
        self.desk.change_models(owner, ModelDelta.between(listing(*old), listing(*new)))

    def hand_out(self, most=9):
        return [load.batch for load in self.desk.hand_out(most)]

    def find(self, batch, **values):
        self.found(DetailsFound(batch, {each.topic: detail(batch.source, **values) for each in batch.questions}))

    def found(self, message):
        self.desk.learn(self.desk.learnt(message.batch, message.found))
        self.desk.answered(message.batch, message.found)

    def states(self):
        return {row.key: row.research.state for row in self.desk.catalogue.snapshot().rows}


def topics_of(batches):
    return [(batch.source, tuple(question.topic for question in batch.questions)) for batch in batches]


@pytest.fixture
def name():
    return FakeSource("name")


@pytest.fixture
def server():
    return FakeSource("server", Scope.MODEL)


@pytest.fixture
def brain():
    return FakeSource("brain")


def test_a_model_is_queued_then_loading_then_done(name):
    work = Work(name)
    work.list(DESK, new=["a"])
    assert work.states() == {("a", "desk"): ResearchState.QUEUED}

    (batch,) = work.hand_out()
    assert work.states() == {("a", "desk"): ResearchState.LOADING}

    work.find(batch, family="x")
    assert work.states() == {("a", "desk"): ResearchState.DONE}
    (row,) = work.desk.catalogue.snapshot().rows
    assert (row.detail.values(), row.research.attempts) == ({"family": "x"}, 1)


def test_the_brain_is_told_what_others_found_wherever_they_found_it(name, server, brain):
    work = Work(name, server, brain)
    model = listed("a", facts=detail("server", dimensions=7))
    work.list(DESK, new=[model])
    for batch in work.hand_out():
        work.find(batch, **({"family": "x"} if batch.source == "name" else {"context_length": 4096}))

    ((question,),) = [batch.questions for batch in work.hand_out()]

    assert (question.topic, question.name, question.places) == (A, "a", (Place(DESK, model),))
    assert question.known.values() == {"family": "x", "context_length": 4096, "dimensions": 7}


def test_the_same_name_on_many_providers_is_one_question_with_all_its_places(brain):
    work = Work(brain)
    for owner in (DESK, LAB):
        work.list(owner, new=["A:latest" if owner is LAB else "a"])

    (batch,) = work.hand_out()
    work.list(provider("late", "http://10.0.0.3:1"), new=["a"])
    work.find(batch, family="x")

    assert [place.provider.name for place in batch.questions[0].places] == ["desk", "lab"]
    assert work.hand_out() == []
    assert [row.detail.get("family") for row in work.desk.catalogue.snapshot().rows] == ["x"] * 3


def test_the_brain_is_asked_in_the_order_in_which_the_models_came(name, brain):
    names = [f"m{number}" for number in range(40)]
    work = Work(name, brain)
    work.list(DESK, new=names)
    for _ in range(3):
        for batch in work.hand_out():
            work.find(batch, family="x")
            if batch.source == "brain":
                assert [question.name for question in batch.questions] == names[: len(batch)]
                names = names[len(batch) :]
    work.hand_out()

    assert names == [f"m{number}" for number in range(30, 40)]


# ── the brain is spared ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_others_know_well_enough_costs_no_question(name, brain):
    work = Work(name, brain)
    work.list(DESK, new=["a", "b"])
    (batch,) = work.hand_out()
    known = {"summary": "A model.", "types": ["llm"]}

    work.found(DetailsFound(batch, {A: detail("name", **known), Subject("b"): detail("name", types=["llm"])}))

    assert topics_of(work.hand_out()) == [("brain", (Subject("b"),))]
    assert work.states()["a", "desk"] is ResearchState.DONE


def test_the_list_itself_may_spare_the_brain(brain):
    work = Work(brain)

    work.list(DESK, new=[listed("a", facts=detail("server", summary="A model.", types=["llm"]))])

    assert work.hand_out() == []
    assert work.states() == {("a", "desk"): ResearchState.DONE}


def test_one_provider_that_knows_it_does_not_spare_the_brain_for_another_that_does_not(brain):
    work = Work(brain)
    known = listed("a", facts=detail("server", summary="A model.", types=["llm"]))
    work.list(DESK, new=[known])

    work.list(LAB, new=["a"])
    assert work.states()["a", "lab"] is ResearchState.QUEUED
    work.list(LAB, old=["a"])  # it leaves before the brain was asked

    assert work.hand_out() == []
    assert work.states() == {("a", "desk"): ResearchState.DONE}


def test_what_the_brain_said_before_does_not_spare_it_a_question_it_is_asked_again(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.find(batch, summary="A model.", types=["llm"])

    assert work.desk.ask_again(("a", "desk"))

    assert topics_of(work.hand_out()) == [("brain", (A,))]


# ── coming and going ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_late_result_for_a_removed_model_is_learnt_but_not_shown(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.list(DESK, old=["a"])

    work.find(batch, family="x")
    assert work.desk.catalogue.snapshot().rows == ()

    work.list(DESK, new=["a"])
    assert work.hand_out() == []  # known: it costs no second question
    assert work.desk.catalogue.snapshot().rows[0].detail.get("family") == "x"


def test_a_model_that_goes_and_returns_while_it_is_asked_about_is_asked_about_once(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.list(DESK, old=["a"])
    work.list(DESK, new=["a"])

    assert work.hand_out() == []
    assert work.states() == {("a", "desk"): ResearchState.LOADING}
    work.find(batch, family="x")
    assert (work.hand_out(), work.states()) == ([], {("a", "desk"): ResearchState.DONE})


def test_the_brain_does_not_wait_for_a_provider_that_has_gone(server, brain):
    work = Work(server, brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.find(batch)
    (asked,) = work.hand_out()
    work.desk.missed(DetailsMissing(asked, "away", unavailable=True))
    work.list(LAB, new=["b"])
    work.list(DESK, new=["b"])
    (both,) = work.hand_out()
    work.list(LAB, old=["b"])  # the only one that is not settled when the other is

    work.found(DetailsFound(both, {each.topic: NOTHING_KNOWN for each in both.questions}))

    assert work.desk.board.held() == ()


def test_a_model_that_was_waited_for_leaves_and_the_brain_is_asked(brain):
    server = FakeSource("server", Scope.MODEL, batch_size=1)
    work = Work(server, brain)
    work.list(DESK, new=["a"])
    work.list(LAB, new=["a"])
    (first,) = work.hand_out()
    work.find(first)
    assert work.desk.board.held() == (A,)

    work.list(LAB, old=["a"])

    assert topics_of(work.hand_out()) == [("brain", (A,))]


def test_two_providers_that_show_the_same_address_share_the_model(server):
    twin = attrs.evolve(LAB, public=DESK.endpoint)
    work = Work(server)
    work.list(DESK, new=["a"])
    work.list(twin, new=["a"])

    work.list(DESK, old=["a"])

    assert topics_of(work.hand_out()) == [("server", (Model("http://10.0.0.1", 8080, "a"),))]


def test_another_digest_is_another_question(brain):
    work = Work(brain)
    work.list(DESK, new=[listed("a", digest="sha256:1")])
    (batch,) = work.hand_out()
    work.find(batch, family="x")

    work.list(DESK, [listed("a", digest="sha256:1")], [listed("a", digest="sha256:2")])

    assert topics_of(work.hand_out()) == [("brain", (Subject("a", "sha256:2"),))]


# ── failures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_model_that_breaks_its_batch_is_found_and_named_when_it_is_given_up(brain):
    work = Work(brain)
    work.list(DESK, new=["a", "b", "poison", "d"])
    now, parked = NOW, []
    while batches := work.hand_out():
        for batch in batches:
            if "poison" in {question.name for question in batch.questions}:
                parked += work.desk.missed(DetailsMissing(batch, "it broke"))
            else:
                work.find(batch, family="x")
        moment = work.desk.board.next_moment(now.monotonic) or now.monotonic
        now = Moment(now.wall + moment - now.monotonic, moment)
        work.desk.at(now)

    assert parked == ["poison"]
    states = work.states()
    assert states.pop(("poison", "desk")) is ResearchState.PARKED
    assert set(states.values()) == {ResearchState.DONE}


def test_next_try_is_shown_in_the_time_of_people(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()

    work.desk.missed(DetailsMissing(batch, "it broke"))

    (row,) = work.desk.catalogue.snapshot().rows
    assert row.research.next_try == NOW.wall + 30


def test_an_outcome_of_a_former_life_blames_and_parks_nobody(brain):
    memory = Memory(trials=(TrialKept("brain", A, 6, "it broke", None),))
    former, work = Work(brain), Work(brain, memory=memory)
    for each in (former, work):
        each.list(DESK, new=["a"])
    (batch,) = former.hand_out()

    assert work.desk.missed(DetailsMissing(attrs.evolve(batch, number=-1), "it broke")) == ()
    assert work.states() == {("a", "desk"): ResearchState.PARKED}


def test_results_of_a_former_life_are_merged_once_and_save_the_question(brain):
    former, work = Work(brain), Work(brain)
    former.list(DESK, new=["a"])
    (batch,) = former.hand_out()
    late = DetailsFound(attrs.evolve(batch, number=-1), {A: detail("brain", family="x")})
    work.list(DESK, new=["a"])

    work.found(late)
    version = work.desk.catalogue.snapshot().version
    work.found(late)

    assert work.hand_out() == []
    assert work.desk.catalogue.snapshot().version == version
    assert work.states() == {("a", "desk"): ResearchState.DONE}


def test_a_result_of_a_former_life_that_comes_while_the_same_is_asked_makes_no_difference(brain):
    former, work = Work(brain), Work(brain)
    for each in (former, work):
        each.list(DESK, new=["a"])
    (batch,), (again,) = former.hand_out(), work.hand_out()

    work.found(DetailsFound(attrs.evolve(batch, number=-1), {A: detail("brain", family="x")}))
    work.desk.missed(DetailsMissing(again, "it broke"))

    assert work.hand_out() == []
    assert work.desk.board.next_moment(NOW.monotonic) is None


def test_unbegun_batches_are_queued_again(name, brain):
    work = Work(name, FakeSource("plugin"))
    work.list(DESK, new=["a"])
    first, second = work.hand_out()
    work.desk.begun(first.number)

    work.desk.return_unbegun()

    assert topics_of(work.hand_out()) == topics_of([second])


# ── changes of the operator ───────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_can_ask_again_for_what_is_not_shown(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    work.desk.change_overrides((OverrideRule("a", hide=True),))

    assert not work.desk.ask_again(("a", "desk"))
    assert not work.desk.ask_again(("b", "desk"))
    assert work.hand_out() == []


def test_new_sources_are_asked_what_they_have_not_said_and_nobody_a_second_time(name, brain):
    work = Work(name, brain)
    work.list(DESK, new=["a", "b"])
    (batch,) = work.hand_out()
    work.found(DetailsFound(batch, {A: detail("name", family="x"), Subject("b"): detail("name", family="x")}))
    (asked,) = work.hand_out()
    work.list(DESK, old=["a", "b"], new=["a", "b", "c"])

    work.desk.renew_board((name, FakeSource("plugin"), brain))

    assert topics_of(work.hand_out()) == [
        ("name", (Subject("c"),)),
        ("plugin", (A, Subject("b"), Subject("c"))),
    ]
    work.find(asked, family="y")
    assert work.hand_out() == []


def test_an_edit_of_the_research_gives_nobody_that_failed_another_try(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.desk.missed(DetailsMissing(batch, "it broke"))

    work.desk.renew_board((brain,))

    assert work.hand_out() == []
    assert [row.research.attempts for row in work.desk.catalogue.snapshot().rows] == [1]
    work.desk.renew_board((brain,), but={"brain"})
    assert topics_of(work.hand_out()) == [("brain", (A,))]


def test_a_provider_with_other_settings_is_tried_again_by_who_asked_it_in_vain():
    server = FakeSource("server", Scope.MODEL)
    work = Work(server)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.desk.missed(DetailsMissing(batch, "it broke"))
    work.list(DESK, new=["a"])
    assert work.hand_out() == []

    work.list(attrs.evolve(DESK, auth=bearer()), new=["a"])

    assert [batch.source for batch in work.hand_out()] == ["server"]


def test_a_source_that_was_taken_away_may_still_answer(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.desk.renew_board(())

    work.find(batch, family="x")

    assert work.desk.catalogue.snapshot().rows[0].detail.get("family") == "x"


def test_other_overrides_do_not_ask_again_what_was_given_up(brain):
    work = Work(brain, memory=Memory(trials=(TrialKept("brain", A, 6, "it broke", None),)))
    work.list(DESK, new=["a"])

    work.desk.change_overrides((OverrideRule("b", details={"license": "MIT"}),))

    assert work.states() == {("a", "desk"): ResearchState.PARKED}
    assert work.hand_out() == []


# ── what is to be kept ────────────────────────────────────────────────────────────────────────────────────────────────


def test_failures_are_kept_until_they_are_over(brain):
    work = Work(brain)
    work.list(DESK, new=["a"])
    (batch,) = work.hand_out()
    work.desk.missed(DetailsMissing(batch, "it broke"))
    kept = TrialKept("brain", A, 1, "it broke", NOW.wall + 30)
    assert kept in work.desk.take_records()

    again = Work(brain, memory=Memory(trials=(kept,)))
    again.list(DESK, new=["a"])
    assert again.hand_out() == []
    again.desk.at(Moment(NOW.wall + 30, NOW.monotonic + 30))
    (batch,) = again.hand_out()
    again.find(batch, family="x")

    records = again.desk.take_records()
    assert TrialOver("brain", A) in records
    assert [each.detail.get("family") for each in records if isinstance(each, Learnt)] == ["x"]
    assert again.desk.take_records() == ()


def test_the_brain_is_told_only_what_is_known_wherever_the_model_is_offered(brain):
    work = Work(brain)
    said = detail(summary="Only this server says so.", family="qwen3")
    work.list(DESK, new=[listed("a", facts=said)])
    work.list(provider("attic", "http://10.0.0.9:1"), new=[listed("a", facts=detail(family="qwen3"))])

    (batch,) = work.hand_out()

    assert batch.questions[0].known.values() == {"family": "qwen3"}
