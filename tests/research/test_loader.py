import asyncio

import pytest

from aggregator.data.batch import Batch, Question
from aggregator.data.subject import Subject
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.messages import BatchBegun, DetailsFound, DetailsMissing, Idle, Load
from aggregator.research.loader import LoaderActor, research_batch
from tests.factories import detail
from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.clock import FakeClock
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.source import FakeSource

A, B = Subject("a"), Subject("b")


def batch(number=1, *topics):
    return Batch(number, "plugin", tuple(Question(topic, topic.name) for topic in topics or (A,)))


class Setting(ActorSetting):
    def __init__(self):
        super().__init__()
        self.details, self.runner, self.source = FakeMailbox(), FakeMailbox(), FakeSource("plugin")
        self.to = self.address("loader-3")
        self.loader = LoaderActor(self.to, self.surroundings, 3, self.details, self.runner)
        begin(self.loader)

    def load(self, number=1, *topics):
        self.to.tell(Load(batch(number, *topics), self.source.research))

    def run(self):
        self.settle(self.loader)


def test_a_batch_is_begun_researched_and_told_and_then_the_loader_is_idle():
    setting = Setting()
    setting.load(1, A, B)
    setting.run()

    found = {A: detail("plugin", family="plugin-a"), B: detail("plugin", family="plugin-b")}
    assert setting.details.messages == [BatchBegun(1), DetailsFound(batch(1, A, B), found)]
    assert setting.runner.messages == [Idle(3)]


def test_a_second_batch_waits_for_the_first_one():
    setting = Setting()
    setting.load(1)
    setting.load(2)
    deliver(setting.loader)

    assert setting.details.messages == [BatchBegun(1)]
    assert len(setting.door.works) == 1

    setting.run()
    assert [type(message) for message in setting.details.messages] == [BatchBegun, DetailsFound] * 2
    assert setting.runner.messages == [Idle(3)]


def test_topics_that_nobody_asked_for_are_left_out():
    setting = Setting()
    setting.source.research = _answers({A: detail("plugin"), B: detail("plugin")})
    setting.load(1, A)
    setting.run()

    assert setting.details.of(DetailsFound)[0].found == {A: detail("plugin")}


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ResearchError("it broke"), DetailsMissing(batch(), "it broke")),
        (SourceUnavailable("away", 7.0), DetailsMissing(batch(), "away", unavailable=True, retry_after_seconds=7.0)),
        (KeyError("x"), DetailsMissing(batch(), "the source 'plugin' broke: KeyError")),
        (RecursionError(), DetailsMissing(batch(), "the source 'plugin' broke: RecursionError")),
        (MemoryError(), DetailsMissing(batch(), "the source 'plugin' broke: MemoryError")),
        (TimeoutError(), DetailsMissing(batch(), "the source 'plugin' broke: TimeoutError")),
        (asyncio.CancelledError(), DetailsMissing(batch(), "the source 'plugin' broke: it was cancelled inside")),
    ],
)
def test_whatever_a_source_raises_costs_its_batch_and_nothing_else(error, outcome):
    setting = Setting()
    setting.source.error = error
    setting.load(1)
    setting.run()
    setting.source.error = None
    setting.load(2)
    setting.run()

    assert setting.details.of(DetailsMissing) == [outcome]
    assert [found.batch.number for found in setting.details.of(DetailsFound)] == [2]
    assert setting.runner.messages == [Idle(3), Idle(3)]
    assert setting.restarted == []


@pytest.mark.parametrize("answer", [None, [A], {A: {"family": "x"}}, {A: None}, "nothing"])
def test_an_answer_that_is_none_costs_its_batch_and_nothing_else(answer):
    setting = Setting()
    setting.source.research = _answers(answer)
    setting.load(1)
    setting.run()

    (missing,) = setting.details.of(DetailsMissing)
    assert missing.error.startswith("the source 'plugin' broke: ")
    assert (setting.runner.messages, setting.restarted) == ([Idle(3)], [])


async def test_who_is_called_off_from_outside_ends():
    async def hang(_batch):
        await asyncio.Event().wait()

    task = asyncio.create_task(research_batch(Load(batch(), hang), FakeClock()))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


class Breaks:
    """A log that breaks on one event."""

    def __init__(self, event):
        self.event = event

    def bind(self, **_context):
        return self

    def info(self, event, **_context):
        if event == self.event:
            self.event = None
            raise OSError("the log is gone")

    error = warning = info


@pytest.mark.parametrize("event", ["batch_started", "batch_finished"])
def test_a_crash_reports_its_batch_and_the_loader_goes_on(event):
    setting = Setting()
    setting.loader.log = Breaks(event)
    setting.load(1, A)
    setting.load(2, B)
    setting.run()

    told = [message for message in setting.details.messages if not isinstance(message, BatchBegun)]
    assert {message.batch.number for message in told} == {1, 2}
    assert told[-1].batch.number == 2
    assert isinstance(told[-1], DetailsFound)
    assert set(setting.runner.messages) == {Idle(3)}
    assert setting.restarted == ["loader-3"]


def test_the_late_outcome_of_a_batch_that_was_reported_missing_is_not_told():
    setting = Setting()
    setting.load(1)
    deliver(setting.loader)
    (work,) = setting.door.works
    setting.to.tell("no message of a loader")
    deliver(setting.loader)

    work.finish(DetailsFound(batch(1), {}))
    deliver(setting.loader)

    assert setting.details.messages == [BatchBegun(1), DetailsMissing(batch(1), "the loader broke on it")]
    assert work.cancelled


def _answers(answer):
    async def research(_batch):
        return answer

    return research
