import itertools

import pytest

from aggregator.data.batch import Batch
from aggregator.messages import BatchesPulled, Idle, Load, Pull, RunnerRestarted, SettingsChanged, WorkQueued
from aggregator.research.runner import RunnerActor
from aggregator.settings.settings import ResearchSettings, Settings
from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.breaking import breaking
from tests.fakes.mailbox import FakeMailbox


class Setting(ActorSetting):
    def __init__(self, loaders=3, runner=RunnerActor):
        super().__init__()
        self.details = FakeMailbox()
        self.loaders = []
        self.to = self.address("runner")
        self.runner = runner(self.to, self.surroundings, self.details, self.hire, loaders)
        begin(self.runner)

    def hire(self, number):
        assert number == len(self.loaders)
        self.loaders.append(FakeMailbox())
        return self.loaders[number]

    def tell(self, *messages):
        """Tell it these, and take what it told the DetailActor."""
        for message in messages:
            self.to.tell(message)
        deliver(self.runner)
        return self.details.take()

    def handed_over(self):
        return [[load.batch.number for load in loader.messages] for loader in self.loaders]


def loads(*numbers):
    return tuple(Load(Batch(number, "brain", ()), None) for number in numbers)


def test_at_the_start_all_loaders_are_idle_and_work_is_pulled_for_each():
    assert Setting().details.messages == [Pull(3)]


def test_batches_go_to_idle_loaders_one_each():
    setting = Setting()
    setting.tell(BatchesPulled(3, loads(1, 2)))

    assert setting.handed_over() == [[1], [2], []]


def test_nothing_is_pulled_as_long_as_nothing_is_said_to_be_there():
    setting = Setting()
    setting.details.take()

    assert setting.tell(BatchesPulled(3, ())) == []


def test_new_work_is_pulled_at_once_for_those_who_are_idle():
    setting = Setting()
    setting.details.take()
    setting.tell(BatchesPulled(3, loads(1)))

    assert setting.tell(WorkQueued()) == [Pull(2)]


def test_no_more_is_pulled_than_there_are_idle_loaders_however_often_work_is_announced():
    setting = Setting()
    setting.details.take()

    assert setting.tell(*[WorkQueued()] * 100) == []
    assert setting.tell(BatchesPulled(3, loads(1, 2, 3))) == []
    assert setting.tell(*[WorkQueued()] * 100) == []
    assert setting.tell(Idle(1)) == [Pull(1)]


def test_work_that_was_queued_while_the_answer_was_on_its_way_is_pulled_after_it():
    setting = Setting()
    setting.details.take()

    assert setting.tell(WorkQueued(), BatchesPulled(3, ())) == [Pull(3)]


def test_a_loader_that_becomes_idle_asks_for_work_and_goes_to_the_end_of_the_line():
    setting = Setting()
    setting.details.take()
    setting.tell(BatchesPulled(3, loads(1, 2)))

    assert setting.tell(Idle(0)) == [Pull(2)]
    setting.tell(BatchesPulled(2, loads(3, 4)))

    assert setting.handed_over() == [[1, 4], [2], [3]]


def test_who_says_twice_that_it_is_idle_counts_once():
    setting = Setting(loaders=1)
    setting.details.take()

    assert setting.tell(BatchesPulled(1, loads(1)), Idle(0), Idle(0)) == [Pull(1)]


def test_when_the_detail_actor_restarts_earlier_pulls_are_forgotten():
    setting = Setting()
    setting.details.take()

    assert setting.tell(WorkQueued(restarted=True)) == [Pull(3)]


# ── crashes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

MESSAGES = [Idle(0), BatchesPulled(3, ()), WorkQueued()]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_crash_gives_back_what_no_loader_has_begun_and_pulls_anew(message, when):
    setting = Setting(runner=breaking(RunnerActor, type(message), when))
    setting.details.take()
    setting.tell(message)
    assert setting.restarted == ["runner"]

    assert setting.tell(WorkQueued(restarted=True)) == [Pull(3)]
    setting.tell(BatchesPulled(3, loads(7)))
    assert setting.handed_over() == [[7], [], []]


def test_after_a_crash_it_says_so_and_waits_for_the_answer():
    setting = Setting(runner=breaking(RunnerActor, Idle, "after"))
    setting.details.take()

    assert setting.tell(Idle(0)) == [RunnerRestarted()]
    assert setting.tell(Idle(1), WorkQueued()) == []


def test_batches_that_were_on_their_way_during_a_crash_are_not_handed_over_because_they_are_queued_again():
    setting = Setting(runner=breaking(RunnerActor, Idle, "before"))
    setting.tell(Idle(0), BatchesPulled(3, loads(1, 2)))

    assert setting.tell(WorkQueued(restarted=True), BatchesPulled(3, loads(3, 4))) == [Pull(3)]
    assert setting.handed_over() == [[3], [4], []]


def test_a_busy_loader_keeps_what_it_is_handed_when_nobody_is_known_to_be_busy():
    setting = Setting(loaders=2)
    setting.tell(BatchesPulled(2, loads(1, 2, 3, 4)))  # of two lives of the DetailActor

    assert sorted(itertools.chain(*setting.handed_over())) == [1, 2, 3, 4]


def settings(loaders):
    return SettingsChanged(Settings(research=ResearchSettings(loaders=loaders)))


def test_more_loaders_are_hired_while_it_runs():
    setting = Setting()
    setting.tell(BatchesPulled(3, loads(1, 2, 3)))

    assert setting.tell(settings(5)) == [Pull(2)]
    setting.tell(BatchesPulled(2, loads(4, 5)))
    assert setting.handed_over() == [[1], [2], [3], [4], [5]]


def test_with_fewer_loaders_the_last_ones_rest_when_they_are_done():
    setting = Setting()
    setting.tell(BatchesPulled(3, loads(1, 2, 3)), settings(1))

    assert setting.tell(Idle(2), Idle(1)) == []
    assert setting.tell(Idle(0)) == [Pull(1)]
    setting.tell(BatchesPulled(1, loads(4)))
    assert setting.handed_over() == [[1, 4], [2], [3]]
