"""ResearchBoard: all lanes together: which source is to research what, and which of them after others."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from aggregator.data.batch import Topic
from aggregator.data.model import Model
from aggregator.data.research_status import ResearchState, ResearchStatus
from aggregator.data.subject import Subject
from aggregator.research.backoff import Backoff
from aggregator.research.lane import History, Lane
from aggregator.research.sources.source import Scope, Source

LAST = "brain"
"""The source that costs money and minutes: it is told what the others found, and is asked only for what is missing."""

RANKS: Mapping[str, int] = MappingProxyType({"hub": 1, LAST: 2})
"""Who comes after whom: the Hub is asked about repositories that others name. All other sources have rank 0."""


@attrs.frozen
class Taken:
    """A batch that was taken out: for whom, under which number, about what."""

    source: Source
    number: int
    topics: tuple[Topic, ...]


@attrs.frozen
class Trial:
    """How a topic fared before a restart; `due` (monotonic) None means parked."""

    history: History
    due: float | None


class ResearchBoard:
    """Pure, like its lanes. `is_known(topic, source)` keeps questions from being asked that have been answered."""

    def __init__(
        self,
        sources: Sequence[Source],
        backoff: Backoff,
        is_known: Callable[[Topic, str], bool],
        next_number: Callable[[], int],
    ) -> None:
        self._sources = {source.name: source for source in sources}
        self._lanes = {source.name: Lane(source.batch_size, source.concurrency, backoff) for source in sources}
        self._is_known = is_known
        self._next_number = next_number
        self._models: dict[Subject, dict[Model, None]] = {}  # in the order in which they came
        self._later = sorted((name for name in self._lanes if rank_of(name)), key=rank_of)
        self._held: dict[tuple[str, Subject], None] = {}  # for later sources, until those before are settled
        self._trials: dict[tuple[str, Topic], Trial] = {}  # failures from before a restart

    # ---- what comes in

    def enter(self, subject: Subject, model: Model, now: float) -> None:
        """A model is offered: queue what is not known about it; later sources are held back, see `release`."""
        self._models.setdefault(subject, {})[model] = None
        for name, lane in self._lanes.items():
            topic = self._topic(name, subject, model)
            if self._is_known(topic, name):
                continue
            trial = self._trials.pop((name, topic), None)
            if trial is not None:
                lane.restore(topic, trial.history, trial.due, now)
                continue
            if rank_of(name) and topic not in lane:
                self._held[name, subject] = None
            else:
                lane.add(topic, now)

    def remember(self, source: str, topic: Topic, trial: Trial) -> None:
        """A topic that had failed before a restart: when it enters, it waits on, or stays parked."""
        self._trials[source, topic] = trial

    def leave(self, subject: Subject, model: Model) -> None:
        """A model is offered no longer: nobody need research it, unless others offer the same."""
        models = self._models.get(subject, {})
        models.pop(model, None)
        gone: list[Topic] = [model]
        if not models:
            self._models.pop(subject, None)
            self._release_all(subject)
            gone.append(subject)
        for lane in self._lanes.values():
            for topic in gone:
                lane.remove(topic)

    def ask_again(self, subject: Subject, model: Model, now: float) -> None:
        """Every source is to research this model again, now."""
        self._release_all(subject)
        for name, lane in self._lanes.items():
            lane.ask_again(self._topic(name, subject, model), now)

    def revive(self, subject: Subject, model: Model, now: float) -> None:
        """Its provider is back: whoever asked that very provider in vain may try again at once."""
        for name, lane in self._lanes.items():
            topic = self._topic(name, subject, model)
            if self._sources[name].scope is not Scope.SUBJECT and lane.trial(topic) is not None:
                lane.ask_again(topic, now)

    def take_over(self, former: "ResearchBoard", forgetting: Collection[str] = ()) -> None:
        """What is in flight for a former board, or failed there, stays so; comes before any model enters."""
        for name, lane in self._lanes.items():
            if (before := former.lane(name)) is not None:
                lane.take_over(before)
                if name not in forgetting:
                    lane.remember(before)
        self._trials = {key: trial for key, trial in former._trials.items() if key[0] not in forgetting}

    def release(self, subjects: Iterable[Subject], now: float) -> None:
        """Let the later sources have those subjects with which the sources before them are settled."""
        for subject in tuple(subjects):
            for name in self._later:
                if (name, subject) in self._held and self._is_settled_before(rank_of(name), subject, now):
                    del self._held[name, subject]
                    if not self._is_known(subject, name):  # a late answer may have come meanwhile
                        self._lanes[name].add(subject, now)

    def has_question(self, subject: Subject) -> bool:
        """Whether the brain is to be asked about it, or is being asked."""
        return (LAST, subject) in self._held or (LAST in self._lanes and subject in self._lanes[LAST])

    def drop_question(self, subject: Subject) -> None:
        """All is known that the brain would be asked for."""
        self._held.pop((LAST, subject), None)
        if LAST in self._lanes:
            self._lanes[LAST].remove(subject)

    # ---- what goes out, and how it ended

    def take(self, most: int, now: float) -> list[Taken]:
        """Up to `most` batches, the lanes by turns, the brain's last."""
        taken: list[Taken] = []
        while len(taken) < most:
            before = len(taken)
            for name in self._by_turns():
                if len(taken) < most and self._lanes[name].can_take(now):
                    taken.append(self._take_one(name, now))
            if len(taken) == before:
                break
        return taken

    def can_take(self, now: float) -> bool:
        """Whether `take` would give something."""
        return any(lane.can_take(now) for lane in self._lanes.values())

    def lane(self, source: str) -> Lane | None:
        """The lane of a source, None when it is no longer configured."""
        return self._lanes.get(source)

    def lanes(self) -> tuple[Lane, ...]:
        """All lanes."""
        return tuple(self._lanes.values())

    def next_moment(self, now: float) -> float | None:
        """The next moment at which waiting alone makes something possible."""
        moments = (lane.next_moment(now) for lane in self._lanes.values())
        return min((moment for moment in moments if moment is not None), default=None)

    def held(self) -> tuple[Subject, ...]:
        """The subjects that some source waits for until others are settled."""
        return tuple(dict.fromkeys(subject for _name, subject in self._held))

    # ---- what can be seen

    def status(self, subject: Subject, model: Model, now: float) -> ResearchStatus:
        """Where a model stands, over all lanes; `next_try` is monotonic here."""
        statuses = list(self._statuses(subject, model, now))
        if not statuses:
            return ResearchStatus(ResearchState.DONE)
        leading = min(statuses, key=_urgency)
        error = leading.last_error or next((each.last_error for each in statuses if each.last_error), None)
        return ResearchStatus(leading.state, max(each.attempts for each in statuses), error, leading.next_try)

    def oldest(self) -> float | None:
        """Since when the longest waiting topic has waited."""
        moments = (lane.oldest() for lane in self._lanes.values())
        return min((moment for moment in moments if moment is not None), default=None)

    # ---- inside

    def _statuses(self, subject: Subject, model: Model, now: float) -> Iterator[ResearchStatus]:
        for name, lane in self._lanes.items():
            if (name, subject) in self._held:
                yield ResearchStatus(ResearchState.QUEUED)
            else:
                yield lane.status(self._topic(name, subject, model), now)

    def _take_one(self, name: str, now: float) -> Taken:
        number = self._next_number()
        return Taken(self._sources[name], number, self._lanes[name].take(number, now))

    def _topic(self, source: str, subject: Subject, model: Model) -> Topic:
        match self._sources[source].scope:
            case Scope.SUBJECT:
                return subject
            case Scope.MODEL:
                return model
            case Scope.DIGEST:
                return subject if subject.digest else model

    def _by_turns(self) -> list[str]:
        return sorted(self._lanes, key=rank_of)

    def _release_all(self, subject: Subject) -> None:
        for name in self._later:
            self._held.pop((name, subject), None)

    def _is_settled_before(self, rank: int, subject: Subject, now: float) -> bool:
        if any((name, subject) in self._held for name in self._later if rank_of(name) < rank):
            return False
        # The newest first: it is most likely what is still waited for, and then the others need not be looked at.
        return all(
            lane.is_settled(self._topic(name, subject, model), now)
            for model in reversed(self._models.get(subject, {}))
            for name, lane in self._lanes.items()
            if rank_of(name) < rank
        )


def rank_of(source: str) -> int:
    """When a source's turn is; see RANKS."""
    return RANKS.get(source, 0)


_URGENCY = (ResearchState.LOADING, ResearchState.QUEUED, ResearchState.PARKED, ResearchState.DONE)


def _urgency(status: ResearchStatus) -> tuple[int, bool, float]:
    return _URGENCY.index(status.state), status.next_try is not None, status.next_try or 0.0
