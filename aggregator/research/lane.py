"""Lane: the queue of one source: which topics wait, oldest first, each once, never in two batches at once."""

import itertools
from collections.abc import Collection

import attrs

from aggregator.data.batch import Topic
from aggregator.data.research_status import ResearchState, ResearchStatus
from aggregator.research.alarms import Alarms
from aggregator.research.backoff import Backoff
from aggregator.research.pause import Pause
from aggregator.research.returned_groups import ReturnedGroups


@attrs.frozen
class History:
    """How often a topic was asked in vain (alone), or that it was answered, and the last error."""

    attempts: int = 0
    error: str | None = None


NEVER_TRIED = History()
TRIES_BEFORE_DOUBT = 3
"""A source that was away so often in a row is asked about less at a time: perhaps it refuses one topic only."""


class Lane:
    """A pure queue: it knows topics, numbers and moments (monotonic seconds) that it is told, and nothing else.

    A batch that fails is cut in two, and the halves go first, until the topic that breaks it stands alone; that one
    waits longer after each failure, and is parked in the end. When the source as such is away, the batch goes back
    whole and the lane pauses; no topic is blamed. Where it stays away, the batch is cut in two all the same: a topic
    that finds the source away when it is alone, while others are answered, is what breaks it.
    """

    def __init__(self, batch_size: int, concurrency: int, backoff: Backoff) -> None:
        self.batch_size = batch_size
        self.concurrency = concurrency
        self._backoff = backoff
        self._pause = Pause()
        self._waiting: dict[Topic, float] = {}  # in order of adding, with the moment of adding
        self._first = ReturnedGroups()  # of those that wait: they go first, and keep together
        self._in_flight: dict[Topic, float] = {}  # with the moment of adding
        self._batches: dict[int, tuple[Topic, ...]] = {}
        self._again: set[Topic] = set()  # asked for once more while in flight
        self._dropped: set[Topic] = set()  # removed while in flight
        self._delayed = Alarms()  # failed alone, with the moment of the next try
        self._failed_since: dict[Topic, float] = {}  # of the delayed ones: the moment of adding
        self._parked: set[Topic] = set()
        self._histories: dict[Topic, History] = {}
        self._answers = 0  # batches that were answered
        self._suspects: dict[Topic, int] = {}  # found the source away when alone, after so many answers

    # ---- what comes in

    def add(self, topic: Topic, now: float) -> None:
        """Queue a topic, unless it is here already, waiting, in flight, delayed or parked."""
        self._dropped.discard(topic)
        if topic not in self:
            self._histories.pop(topic, None)
            self._waiting[topic] = now

    def ask_again(self, topic: Topic, now: float) -> None:
        """Queue a topic whatever happened before; one in flight is asked once more afterwards.

        Failures are not forgotten by it: a parked one that fails again is parked again.
        """
        self._dropped.discard(topic)
        self._delayed.discard(topic)
        self._failed_since.pop(topic, None)
        self._parked.discard(topic)
        if self._history(topic).error is None:
            self._histories.pop(topic, None)
        self._suspects.pop(topic, None)
        self._pause = self._pause.lifted()
        if topic in self._in_flight:
            self._again.add(topic)
        else:
            self._waiting.setdefault(topic, now)
            self._first.put_first((topic,))

    def restore(self, topic: Topic, history: History, due: float | None, now: float) -> None:
        """Put back a topic that had failed before a restart, unless it is here already; `due` None means parked."""
        if topic in self:
            return
        self._histories[topic] = history
        self._set_aside(topic, due, now)

    def remove(self, topic: Topic) -> None:
        """Forget a topic; what is in flight comes back to nobody."""
        for each in (self._waiting, self._histories, self._failed_since, self._suspects):
            each.pop(topic, None)
        for other in (self._first, self._delayed, self._parked, self._again):
            other.discard(topic)
        if topic in self._in_flight:
            self._dropped.add(topic)

    def take_over(self, former: "Lane") -> None:
        """What is in flight for a former lane of this source stays so, and is not asked a second time."""
        self._batches.update(former._batches)
        self._in_flight.update(former._in_flight)
        self._again.update(former._again)
        self._dropped.update(former._dropped)

    def remember(self, former: "Lane") -> None:
        """Who failed with a former lane of this source waits on, or stays parked; a pause goes on."""
        self._pause = former._pause
        self._answers = former._answers
        self._suspects.update(former._suspects)
        self._histories.update(former._histories)
        self._parked.update(former._parked)
        self._failed_since.update(former._failed_since)
        for topic in former._failed_since:
            if (due := former._delayed.due(topic)) is not None:
                self._delayed.set(topic, due)
        for topic, since in former._waiting.items():
            if topic in former._histories:
                self._waiting[topic] = since

    # ---- what goes out

    def take(self, number: int, now: float) -> tuple[Topic, ...]:
        """The next batch, to be known as `number`; empty when there is nothing to do now."""
        if not self.can_take(now):
            return ()
        topics = self._first.take() or tuple(itertools.islice(self._waiting, self.batch_size))
        for topic in topics:
            self._in_flight[topic] = self._waiting.pop(topic)
        self._batches[number] = topics
        return topics

    def can_take(self, now: float) -> bool:
        """Whether `take` would give something."""
        self._wake(now)
        most = 1 if self._pause.is_being_tested else self.concurrency
        return bool(self._waiting) and len(self._batches) < most and not self._pause.holds(now)

    def next_moment(self, now: float) -> float | None:
        """The next moment, later than now, at which waiting alone makes something possible; None when there is none."""
        self._wake(now)
        moments = [self._delayed.next_moment()]
        if self._waiting and self._pause.holds(now):
            moments.append(self._pause.until)
        return min((moment for moment in moments if moment is not None), default=None)

    # ---- how it ended; for a number that is not in flight nothing happens, but that late answers are answers

    def answered(self, number: int, topics: Collection[Topic], now: float) -> None:
        """A batch came back with answers for these topics; the others of it are asked again at once."""
        batch = self._batches.get(number)
        if batch is None:
            for topic in topics:
                self.remove(topic)
            return
        done = [topic for topic in batch if topic in topics]
        if not done:
            self.failed(number, "the answer says nothing about it", now)
            return
        self._pause = self._pause.ended()
        self._answers += 1
        for topic in done:
            self._suspects.pop(topic, None)
            if topic not in self._dropped:
                self._histories[topic] = History(self._history(topic).attempts + 1)
        self._land(number, tuple(topic for topic in batch if topic not in topics or topic in self._again))

    def failed(self, number: int, error: str, now: float) -> None:
        """A batch brought nothing: cut it in two, or let its only topic wait."""
        batch = self._batches.get(number)
        if batch is None:
            return
        self._pause = self._pause.ended()
        alive = tuple(topic for topic in batch if topic not in self._dropped)
        if len(batch) == len(alive) == 1 and batch[0] not in self._again:
            since = self._in_flight[batch[0]]
            self._land(number)
            self._failed_alone(batch[0], error, now, since)
        else:
            half = (len(alive) + 1) // 2
            self._land(number, alive[:half], alive[half:])

    def unavailable(self, number: int, error: str, now: float, retry_after_seconds: float | None = None) -> None:
        """The source is away: the lane pauses, and the batch goes back, at first as it is."""
        batch = self._batches.get(number, ())
        if len(batch) == 1 and self._answers > self._suspects.get(batch[0], self._answers):
            self.failed(number, error, now)
        elif batch:
            self._pause = self._pause.begun(error, now, retry_after_seconds)
            if retry_after_seconds is None and self._pause.failures >= TRIES_BEFORE_DOUBT:
                self._doubt(number, batch)
            else:
                self.returned(number)

    def returned(self, number: int) -> None:
        """A batch was never begun: as if it had not been taken."""
        self._land(number, self._batches.get(number, ()))

    # ---- what can be seen

    def status(self, topic: Topic, now: float) -> ResearchStatus:
        """Where a topic stands; `next_try` is monotonic here."""
        history = self._history(topic)
        if topic in self._in_flight:
            return ResearchStatus(ResearchState.LOADING, history.attempts, history.error)
        if topic in self._waiting:
            if self._pause.holds(now):
                return ResearchStatus(ResearchState.QUEUED, history.attempts, self._pause.error, self._pause.until)
            return ResearchStatus(ResearchState.QUEUED, history.attempts, history.error)
        if topic in self._delayed:
            return ResearchStatus(ResearchState.QUEUED, history.attempts, history.error, self._delayed.due(topic))
        state = ResearchState.PARKED if topic in self._parked else ResearchState.DONE
        return ResearchStatus(state, history.attempts, history.error)

    def is_settled(self, topic: Topic, now: float) -> bool:
        """Whether others need not wait for this lane: it is done with the topic, failed once, or pauses."""
        busy = topic in self._waiting or topic in self._in_flight
        return not busy or self._history(topic).error is not None or self._pause.holds(now)

    def trial(self, topic: Topic) -> tuple[History, float | None] | None:
        """What should be remembered of a topic that failed alone: its history, and when it is due (None: parked)."""
        if topic in self._delayed or topic in self._parked:
            return self._history(topic), self._delayed.due(topic)
        return None

    def is_parked(self, topic: Topic) -> bool:
        """Whether the topic was given up."""
        return topic in self._parked

    def oldest(self) -> float | None:
        """Since when the longest waiting topic has waited."""
        places = (self._waiting, self._in_flight, self._failed_since)
        return min(itertools.chain.from_iterable(place.values() for place in places), default=None)

    def topics_of(self, number: int) -> tuple[Topic, ...]:
        """The topics of a batch in flight; empty for an unknown number."""
        return self._batches.get(number, ())

    def numbers_in_flight(self) -> tuple[int, ...]:
        """The batches in flight."""
        return tuple(self._batches)

    def __contains__(self, topic: Topic) -> bool:
        """Whether it waits, is in flight, delayed or parked."""
        return any(topic in place for place in (self._waiting, self._in_flight, self._delayed, self._parked))

    # ---- inside

    def _history(self, topic: Topic) -> History:
        return self._histories.get(topic, NEVER_TRIED)

    def _land(self, number: int, *go_first: tuple[Topic, ...]) -> None:
        """Take a batch out of flight; these groups of it wait again, before all others."""
        batch = self._batches.pop(number, ())
        since = {topic: self._in_flight.pop(topic) for topic in batch}
        for group in reversed(go_first):
            alive = tuple(topic for topic in group if topic not in self._dropped)
            self._waiting.update({topic: since[topic] for topic in alive})
            self._first.put_first(alive)
        self._again.difference_update(batch)
        self._dropped.difference_update(batch)

    def _doubt(self, number: int, batch: tuple[Topic, ...]) -> None:
        """Ask about less at a time; one alone lets all others go first."""
        if len(batch) > 1:
            half = (len(batch) + 1) // 2
            self._land(number, batch[:half], batch[half:])
            return
        (topic,) = batch
        since, is_wanted = self._in_flight[topic], topic not in self._dropped
        self._land(number)
        if is_wanted:
            self._suspects[topic] = self._answers
            self._waiting[topic] = since

    def _failed_alone(self, topic: Topic, error: str, now: float, since: float) -> None:
        failures = self._history(topic).attempts + 1
        self._histories[topic] = History(failures, error)
        due = None if self._backoff.gives_up(failures) else now + self._backoff.delay_seconds(failures)
        self._set_aside(topic, due, since)

    def _set_aside(self, topic: Topic, due: float | None, since: float) -> None:
        if due is None:
            self._parked.add(topic)
        else:
            self._delayed.set(topic, due)
            self._failed_since[topic] = since

    def _wake(self, now: float) -> None:
        for topic in self._delayed.take_due(now):
            self._waiting[topic] = self._failed_since.pop(topic)
