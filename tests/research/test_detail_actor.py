"""The DetailActor with its neighbours, un-started: the normal flow, and what the outside is told."""

import attrs
import pytest

from aggregator.data.endpoint import Endpoint
from aggregator.data.learnt import Learnt
from aggregator.data.records import TrialKept
from aggregator.data.research_status import ResearchState
from aggregator.data.subject import Subject
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.messages import GetResearch, GetSnapshot, Pull, ResearchAgain, SettingsChanged
from aggregator.research.detail_actor import RECALL_SECONDS
from aggregator.settings.settings import BrainSettings, OverrideRule, Settings
from tests.factories import detail
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.researching import DESK, LAB, Researching
from tests.fakes.source import FakeSource

DONE = ResearchState.DONE


@pytest.fixture
def name():
    return FakeSource("name")


@pytest.fixture
def brain():
    return FakeSource("brain", batch_size=2)


def ask(research, request, *arguments):
    reply = FakeMailbox()
    research.details.tell(request(*arguments, reply))
    research.deliver()
    return reply.answer


def test_a_model_is_researched_at_once_without_any_timer(name, brain):
    research = Researching(name, brain).begin()
    research.models.list(DESK, "a", "b", "c")
    research.settle()

    assert research.states() == {("a", "desk"): DONE, ("b", "desk"): DONE, ("c", "desk"): DONE}
    assert research.families() == {("a", "desk"): "name-a", ("b", "desk"): "name-b", ("c", "desk"): "name-c"}
    assert [len(batch) for batch in brain.batches] == [2, 1]


def test_new_work_wakes_idle_loaders_at_once(name):
    research = Researching(name).begin()
    for number in range(5):
        research.models.list(DESK, *(f"m{each}" for each in range(number + 1)))
        research.settle()

    assert [[question.name for question in batch.questions] for batch in name.batches] == [
        [f"m{number}"] for number in range(5)
    ]


def test_no_more_is_handed_out_than_there_are_loaders():
    source = FakeSource("plugin", batch_size=1, concurrency=99)
    research = Researching(source, loaders=2).begin()
    research.models.list(DESK, *(f"m{number}" for number in range(10)))
    research.deliver()

    assert list(research.states().values()).count(ResearchState.LOADING) == 2
    assert len(research.setting.door.pending_works) == 2


def test_while_nothing_is_to_do_nobody_says_anything(name):
    research = Researching(name).begin()
    research.models.list(DESK, "a")
    research.settle()
    before = research.store.engine.load()

    for _ in range(3):
        research.setting.door.fire_next()
        research.settle()

    assert (research.store.engine.load(), sum(name.asked.values())) == (before, 1)


def test_the_same_name_on_a_hundred_providers_is_asked_once(name, brain):
    research = Researching(name, brain).begin()
    for number in range(100):
        research.models.list(attrs.evolve(DESK, name=f"p{number}", endpoint=Endpoint.parse(f"http://p{number}:1")), "a")
        if number % 10 == 0:
            research.settle()
    research.settle()

    assert (name.asked, brain.asked) == ({Subject("a"): 1}, {Subject("a"): 1})
    assert set(research.families().values()) == {"name-a"}


def test_a_poisonous_model_keeps_nobody_waiting_and_is_parked_in_the_end(name, brain):
    def choke(source, question):
        if question.name == "poison":
            raise ResearchError("it broke")
        return detail(source.name, summary="s")

    brain.answer = choke
    research = Researching(name, brain).begin()
    research.models.list(DESK, "a", "poison", "c")
    research.settle()
    assert research.states()["a", "desk"] is research.states()["c", "desk"] is DONE

    research.finish()

    row = next(row for row in research.snapshot().rows if row.model.name == "poison")
    assert (row.research.state, row.research.attempts) == (ResearchState.PARKED, 6)
    progress = ask(research, GetResearch)
    assert (progress.done, progress.parked, progress.oldest_seconds) == (2, 1, None)
    assert [(each.provider, each.name) for each in progress.parked_models] == [("desk", "poison")]


def test_a_source_that_is_away_is_tried_until_it_is_back(brain):
    brain.error = SourceUnavailable("nobody there")
    research = Researching(brain).begin()
    research.models.list(DESK, "a", "b", "c")
    research.settle()
    for _ in range(3):
        research.setting.door.fire_next()
        research.settle()
    assert set(research.states().values()) == {ResearchState.QUEUED}
    assert all(row.research.attempts == 0 for row in research.snapshot().rows)

    brain.error = None
    research.finish()

    assert set(research.states().values()) == {DONE}


def test_research_again_asks_a_parked_model_at_once(brain):
    brain.error = ResearchError("it broke")
    research = Researching(brain).begin()
    research.models.list(DESK, "a")
    research.finish()
    assert research.states() == {("a", "desk"): ResearchState.PARKED}

    brain.error = None
    assert ask(research, ResearchAgain, "desk", "a") is True
    research.settle()

    assert research.states() == {("a", "desk"): DONE}
    assert ask(research, ResearchAgain, "desk", "b") is False


# ── the store ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_until_the_store_has_answered_nothing_is_asked_and_the_page_is_empty(brain):
    research = Researching(brain)
    research.store.slow = True
    research.begin()
    research.models.list(DESK, "a")
    research.settle()

    assert (research.snapshot().rows, brain.batches) == ((), [])
    assert ask(research, GetResearch).queued == 0


def test_a_store_that_broke_is_asked_again(brain):
    research = Researching(brain)
    research.store.slow = True
    research.begin()
    research.models.list(DESK, "a")
    research.settle()

    research.store.slow = False
    research.setting.clock.advance(RECALL_SECONDS)
    research.settle()

    assert research.states() == {("a", "desk"): DONE}
    assert brain.asked == {Subject("a"): 1}


def test_what_was_learnt_before_is_never_asked_again(name, brain):
    research = Researching(name, brain)
    research.store.engine.write([Learnt(Subject("a"), "brain", detail("brain", summary="s"))])
    research.store.engine.write([TrialKept("brain", Subject("b"), 6, "it broke", None)])
    research.begin()
    research.models.list(DESK, "a", "b", "c")
    research.settle()

    assert brain.asked == {Subject("c"): 1}
    assert research.states()["b", "desk"] is ResearchState.PARKED


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_new_sources_are_asked_at_once(name):
    research = Researching(name).begin()
    research.models.list(DESK, "a")
    research.settle()

    other = FakeSource("plugin")
    research.sources = (name, other)
    research.details.tell(SettingsChanged(Settings(brain=BrainSettings(Endpoint.parse("http://brain:1"), "m"))))
    research.settle()

    assert (name.asked, other.asked) == ({Subject("a"): 1}, {Subject("a"): 1})


def test_a_row_that_is_shown_again_is_researched_at_once(name):
    research = Researching(name).begin()
    research.details.tell(SettingsChanged(Settings(overrides=(OverrideRule("a", hide=True),))))
    research.models.list(DESK, "a")
    research.settle()
    assert (research.states(), name.batches) == ({}, [])

    research.details.tell(SettingsChanged(Settings()))
    research.settle()

    assert research.states() == {("a", "desk"): DONE}


def test_sources_that_can_not_be_built_leave_the_former_ones_at_work(name):
    def build(settings):
        if settings.brain is not None:
            raise RuntimeError("the plugin broke")
        return (name,)

    research = Researching(name).begin()
    research.build_sources = build
    research.models.list(DESK, "a")
    research.details.tell(SettingsChanged(Settings(brain=BrainSettings(Endpoint.parse("http://brain:1"), "m"))))
    research.models.list(LAB, "b")
    research.settle()

    assert research.states() == {("a", "desk"): DONE, ("b", "lab"): DONE}
    assert (research.setting.restarted, research.setting.given_up) == (["details"], [])


# ── back-pressure and requests ────────────────────────────────────────────────────────────────────────────────────────


def test_a_provider_that_leaves_takes_its_models_with_it(name):
    research = Researching(name).begin()
    for owner in (DESK, LAB):
        research.models.list(owner, "a", "b")
    research.deliver()  # in flight

    research.models.forget(DESK)
    research.settle()

    assert research.states() == {("a", "lab"): DONE, ("b", "lab"): DONE}
    assert name.asked == {Subject("a"): 1, Subject("b"): 1}


def test_a_request_that_breaks_fails_its_asker_and_nobody_else(name):
    research = Researching(name).begin()
    research.models.list(DESK, "a")
    research.settle()

    class Broken(FakeMailbox):
        def tell(self, message):
            raise RuntimeError("the asker is gone")

    reply = Broken()
    research.details.tell(GetSnapshot(reply))
    research.deliver()

    assert len(reply.errors) == 1
    assert (research.setting.restarted, research.states()) == ([], {("a", "desk"): DONE})


def test_a_pull_is_answered_even_when_there_is_nothing(name):
    research = Researching(name).begin()

    research.details.tell(Pull(2))
    research.deliver()

    assert research.runner._asked == 0
