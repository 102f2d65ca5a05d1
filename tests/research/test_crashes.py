"""Any message may break any research actor once: the service goes on, and nothing is lost."""

from typing import get_args

import pytest

from aggregator.data.research_status import ResearchState
from aggregator.data.subject import Subject
from aggregator.errors import ResearchError
from aggregator.messages import (
    BatchBegun,
    BatchesPulled,
    DetailMessage,
    DetailsFound,
    DetailsMissing,
    GetChanges,
    GetResearch,
    GetSnapshot,
    Idle,
    Kept,
    Load,
    LoaderMessage,
    ModelsChanged,
    ModelsResent,
    ProviderChanged,
    ProviderForgotten,
    Pull,
    Recalled,
    ResearchAgain,
    Researched,
    RetryDue,
    ReviewDue,
    RunnerMessage,
    RunnerRestarted,
    SettingsChanged,
    WorkQueued,
)
from aggregator.research.detail_actor import DetailActor
from aggregator.research.loader import LoaderActor
from aggregator.research.runner import RunnerActor
from aggregator.settings.settings import ResearchSettings, Settings
from tests.factories import detail
from tests.fakes.breaking import breaking
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.researching import DESK, LAB, Researching
from tests.fakes.source import FakeSource

WHEN = ["before", "after"]
DETAIL = [
    *(ModelsChanged, ProviderChanged, ModelsResent, ProviderForgotten, Kept, Pull, BatchBegun, DetailsFound),
    *(DetailsMissing, RetryDue, ReviewDue, RunnerRestarted, SettingsChanged, Recalled),
]
REQUESTS = [GetSnapshot, GetChanges, GetResearch, ResearchAgain]
RUNNER = [WorkQueued, BatchesPulled, Idle, SettingsChanged]
LOADER = [Load, Researched]


def names_and_chokes(source, question):
    """Poison breaks its batch the first times it is asked."""
    if question.name == "poison" and source.asked[question.topic] < 4:
        raise ResearchError("it broke")
    return detail(source.name, family=f"{source.name}-{question.name}")


def live(research):
    """A bit of everything happens; in the end all models are researched."""
    research.begin()
    research.models.list(DESK, "a", "b", "poison", "leaves")
    research.models.list(LAB, "a", "c")
    research.deliver()
    research.models.list(DESK, "a", "b", "poison", "d")
    research.settle()
    research.runner_address.tell(SettingsChanged(Settings(research=ResearchSettings(loaders=2))))
    research.settle()
    research.models.forget(LAB)
    research.models.list(LAB, "c", "e")
    research.details.tell(SettingsChanged(Settings()))
    research.details.tell(RunnerRestarted())
    research.details.tell(ReviewDue())
    research.details.tell(RetryDue())
    research.details.tell(ModelsResent())
    research.finish()


def sources():
    return FakeSource("name"), FakeSource("brain", batch_size=2, concurrency=2, answer=names_and_chokes)


def check(research):
    expected = {
        **{(name, "desk"): f"name-{name}" for name in ("a", "b", "poison", "d")},
        **{(name, "lab"): f"name-{name}" for name in ("c", "e")},
    }
    assert research.families() == expected
    assert set(research.states().values()) == {ResearchState.DONE}
    brains = {row.model.name for row in research.snapshot().rows if len(row.claims) == 2}
    assert brains == {"a", "b", "c", "d", "e", "poison"}
    assert research.setting.given_up == []


def test_the_lists_of_message_types_are_complete():
    assert {*DETAIL, *REQUESTS} == set(get_args(DetailMessage))
    assert set(RUNNER) == set(get_args(RunnerMessage))
    assert set(LOADER) == set(get_args(LoaderMessage))


def test_without_a_crash_everything_is_asked_once_but_for_what_failed():
    research = Researching(*sources())
    live(research)

    check(research)
    name, brain = research.sources
    batches = [{question.name for question in batch.questions} for batch in brain.batches]
    excused = set().union(*(batch for batch in batches if "poison" in batch))
    assert {topic.name for topic, count in brain.asked.items() if count > 1} <= excused
    assert set(name.asked.values()) == {1}


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("kind", DETAIL, ids=lambda kind: kind.__name__)
def test_the_detail_actor_builds_itself_anew_out_of_the_store_and_the_lists(kind, when):
    broken = breaking(DetailActor, kind, when)
    research = Researching(*sources(), detail=broken)
    live(research)

    assert research.detail.broke, "the test did not reach this message"
    assert research.setting.restarted == ["details"]
    assert research.models.resent == 1
    check(research)


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("kind", REQUESTS, ids=lambda kind: kind.__name__)
def test_a_request_that_breaks_the_detail_actor_only_fails_its_asker(kind, when):
    research = Researching(*sources(), detail=breaking(DetailActor, kind, when))
    research.begin()
    reply = FakeMailbox()
    arguments = {GetChanges: (0, 10), ResearchAgain: ("desk", "a")}.get(kind, ())
    research.details.tell(kind(*arguments, reply))
    research.deliver()
    live(research)

    assert len(reply.errors) == 1
    assert (research.setting.restarted, research.models.resent) == ([], 0)
    check(research)


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("kind", RUNNER, ids=lambda kind: kind.__name__)
def test_the_runner_pulls_anew_and_loses_no_batch(kind, when):
    research = Researching(*sources(), runner=breaking(RunnerActor, kind, when))
    live(research)

    assert research.setting.restarted == ["runner"]
    assert research.models.resent == 0
    check(research)
    name, _brain = research.sources
    if (kind, when) != (BatchesPulled, "after"):  # then loaders have in hand what is taken back
        assert set(name.asked.values()) == {1}


# A Load that breaks before the loader has it in hand is lost: but there is nothing that could break.
@pytest.mark.parametrize(("kind", "when"), [(Load, "after"), (Researched, "before"), (Researched, "after")])
def test_a_loader_reports_its_batch_as_missing_and_goes_on(kind, when):
    research = Researching(*sources(), loader=breaking(LoaderActor, kind, when))
    live(research)

    assert set(research.setting.restarted) == {"loader-0", "loader-1"}
    check(research)


# ── late results ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_results_of_a_former_life_are_merged_and_not_asked_for_again():
    name, brain = FakeSource("name"), FakeSource("brain", concurrency=2)
    research = Researching(name, brain, detail=breaking(DetailActor, ProviderForgotten, "before"))
    research.begin()
    research.models.list(DESK, "a")
    while not brain.batches:
        research.deliver()
        research.setting.door.run_all()
    found = DetailsFound(brain.batches[0], {Subject("a"): detail("brain", summary="of a former life")})

    research.models.list(LAB, "b")
    research.models.forget(LAB)  # and it breaks, with the answer about "a" still to come
    research.details.tell(found)
    research.details.tell(found)
    research.settle()

    assert research.setting.restarted == ["details"]
    (row,) = research.snapshot().rows
    assert row.research.state is ResearchState.DONE
    assert row.detail.get("summary") == "of a former life"
