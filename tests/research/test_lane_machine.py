"""The lane against a naive model of it, in any order of events."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from aggregator.data.model import Model
from aggregator.data.research_status import ResearchState
from aggregator.data.subject import Subject
from aggregator.research.backoff import Backoff
from aggregator.research.lane import Lane
from tests.research.leaks import left_over
from tests.research.naive_lane import NaiveLane

# Of both kinds, so that topics that can't be compared with each other stand side by side.
TOPICS = [
    *(Subject(f"s{number}") for number in range(4)),
    *(Model("http://a", 80, f"m{number}") for number in range(3)),
]
topics = st.sampled_from(TOPICS)
some_topics = st.sets(topics)


class LaneMachine(RuleBasedStateMachine):
    flights = Bundle("flights")

    def __init__(self):
        super().__init__()
        self.spread = 0.5
        self.lane = Lane(3, 2, Backoff(lambda: self.spread))
        self.model = NaiveLane(3, 2)
        self.now = 1000.0
        self.number = 0

    # ── what comes in

    @rule(topic=topics)
    def add(self, topic):
        self.lane.add(topic, self.now)
        self.model.add(topic)

    @rule(topic=topics)
    def remove(self, topic):
        self.lane.remove(topic)
        self.model.remove(topic)

    @rule(topic=topics)
    def ask_again(self, topic):
        self.lane.ask_again(topic, self.now)
        self.model.ask_again(topic)

    @precondition(lambda self: self.model.in_flight())
    @rule(data=st.data(), happens=st.sampled_from(["add", "remove", "remove", "ask_again"]))
    def something_happens_to_what_is_in_flight(self, data, happens):
        topic = data.draw(st.sampled_from(self.model.in_flight()))
        getattr(self, happens)(topic)

    @precondition(lambda self: self.model.dropped)
    @rule(data=st.data(), happens=st.sampled_from(["add", "ask_again"]))
    def what_was_removed_in_flight_is_wanted_after_all(self, data, happens):
        getattr(self, happens)(data.draw(st.sampled_from(self.model.dropped)))

    @rule(seconds=st.sampled_from([0.5, 2.0, 40.0, 700.0, 30_000.0]), spread=st.floats(0.0, 1.0))
    def time_passes(self, seconds, spread):
        self.now += seconds
        self.spread = spread
        self.model.wake(self.now)
        self.the_next_moment_is_later_than_now_and_something_happens_then()

    @precondition(lambda self: self.model.line and not self.model.groups and not self.model.batches)
    @rule(spread=st.floats(0.0, 1.0), most=st.integers(1, 6))
    def one_fails_again_and_again(self, spread, most):
        self.spread = spread
        topic = self.model.waiting()[0]
        self.ask_again(topic)
        for _ in range(most):
            self.now = max([self.now, self.model.delayed.get(topic, 0.0)])
            self.model.wake(self.now)
            self.fail(self.take())
            if self.model.batches or self.model.groups:
                return

    # ── what goes out

    @rule(target=flights)
    def take(self):
        self.model.wake(self.now)
        possible = self.model.can_take(self.now)
        assert self.lane.can_take(self.now) == possible
        self.number += 1
        batch = self.lane.take(self.number, self.now)
        assert batch == (self.model.take(self.number) if possible else ())
        assert len(batch) <= 3
        return self.number

    # ── how it ended; an empty take is a number that nobody knows

    @rule(number=consumes(flights), answered=some_topics)
    def answer(self, number, answered):
        known = number in self.model.batches
        if known:
            answered &= set(self.model.batches[number])
            blamed = self.model.answered(number, answered)
        self.lane.answered(number, answered, self.now)
        if known:
            self.compare_blame(blamed)
        else:
            for topic in answered:
                self.model.remove(topic)

    @rule(number=consumes(flights))
    def fail(self, number):
        blamed = self.model.failed(number) if number in self.model.batches else None
        self.lane.failed(number, "it broke", self.now)
        self.compare_blame(blamed)

    @rule(number=consumes(flights), retry_after=st.sampled_from([None, 0.5, 90.0]))
    def be_unavailable(self, number, retry_after):
        known = number in self.model.batches
        blamed = self.model.unavailable(number, self.now, retry_after) if known else None
        self.lane.unavailable(number, "nobody there", self.now, retry_after)
        self.compare_blame(blamed)

    @rule(number=consumes(flights))
    def come_back_unbegun(self, number):
        if number in self.model.batches:
            self.model.land(number, [self.model.batches[number]])
        self.lane.returned(number)

    def compare_blame(self, blamed):
        """A model that failed alone waits within 30 s × 2ⁿ ± 20 %, at most 6 h; after 6 attempts it is parked."""
        if blamed is None:
            return
        attempts = self.model.attempts[blamed]
        if attempts >= 6:
            self.model.parked.append(blamed)
            return
        due = self.lane.status(blamed, self.now).next_try
        plain = 30.0 * 2 ** (attempts - 1)
        assert 0.8 * plain - 1e-6 <= due - self.now <= min(1.2 * plain, 21_600.0) + 1e-6
        self.model.delayed[blamed] = due

    # ── what always holds

    @invariant()
    def every_topic_is_where_the_model_has_it(self):
        self.model.wake(self.now)
        self.lane.can_take(self.now)  # wakes, too
        for topic in TOPICS:
            status = self.lane.status(topic, self.now)
            assert status.state is self.expected_state(topic)
            assert (topic in self.lane) == self.model.has(topic)
            assert self.lane.is_parked(topic) == (topic in self.model.parked)
            assert status.attempts == self.model.attempts.get(topic, 0)

    def expected_state(self, topic):
        if topic in self.model.in_flight():
            return ResearchState.LOADING
        if topic in self.model.parked:
            return ResearchState.PARKED
        return ResearchState.QUEUED if self.model.has(topic) else ResearchState.DONE

    @invariant()
    def no_topic_is_in_two_batches_or_in_two_places(self):
        in_flight = [topic for number in self.lane.numbers_in_flight() for topic in self.lane.topics_of(number)]
        places = [*in_flight, *self.lane._waiting, *self.lane._delayed._due, *self.lane._parked]
        assert len(places) == len(set(places))
        assert len(self.lane.numbers_in_flight()) <= 2

    @invariant()
    def others_need_not_wait_for_what_is_done_or_failed_or_away(self):
        for topic in TOPICS:
            busy = topic in [*self.model.waiting(), *self.model.in_flight()]
            excused = topic in self.model.failed_alone or self.now < self.model.until
            assert self.lane.is_settled(topic, self.now) == (not busy or excused)

    @invariant()
    def the_next_moment_is_later_than_now_and_something_happens_then(self):
        moment = self.lane.next_moment(self.now)
        expected = list(self.model.delayed.values())
        if self.model.waiting() and self.now < self.model.until:
            expected.append(self.model.until)
        assert moment == min(expected, default=None)
        assert moment is None or moment > self.now

    @precondition(lambda self: not self.model.batches)
    @rule()
    def after_everything_is_removed_nothing_is_left(self):
        for topic in TOPICS:
            self.remove(topic)
        assert left_over(self.lane) == {}

    def teardown(self):
        for number in self.lane.numbers_in_flight():
            self.lane.answered(number, self.lane.topics_of(number), self.now)
        for topic in TOPICS:
            self.lane.remove(topic)
        assert left_over(self.lane) == {}


TestLane = LaneMachine.TestCase
TestLane.settings = settings(max_examples=max(200, settings.default.max_examples))
