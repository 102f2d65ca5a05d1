"""ResearchDesk: models, knowledge and queue together: what an event does to all three. Pure: it is told the time."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from aggregator.data.batch import Batch, Question, Topic
from aggregator.data.clock import Moment
from aggregator.data.learnt import Learnt
from aggregator.data.listing import ListedModel
from aggregator.data.model import Model
from aggregator.data.model_delta import ModelDelta
from aggregator.data.model_detail import ModelDetail, in_all, merge_all
from aggregator.data.provider import Provider
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.records import Memory, Record, RowTold, TrialKept, TrialOver
from aggregator.data.research_status import ResearchStatus
from aggregator.data.snapshot import RowKey
from aggregator.data.subject import Subject
from aggregator.messages import DetailsMissing, Load
from aggregator.research.backoff import Backoff
from aggregator.research.catalogue import Catalogue, Offer
from aggregator.research.journal import Journal
from aggregator.research.knowledge import Knowledge
from aggregator.research.lane import History
from aggregator.research.overrides import Overrides
from aggregator.research.research_board import LAST, ResearchBoard, Taken, Trial
from aggregator.research.sources.source import Ageing, Source, Versioned
from aggregator.settings.settings import OverrideRule

ENOUGH_WITHOUT_THE_BRAIN = ("summary", "types")
"""A model of which these are known costs no question."""


class ResearchDesk:
    """One life of the DetailActor's state; `version_prefix` is never used for two of them."""

    def __init__(
        self,
        version_prefix: str,
        sources: Sequence[Source],
        backoff: Backoff,
        first_batch: int,
        memory: Memory,
        now: Moment,
    ) -> None:
        self.knowledge = Knowledge(memory.facts)
        journal = Journal(memory.last_seq, memory.told, memory.changes)
        self.catalogue = Catalogue(version_prefix, self.knowledge, self._status_of, journal, now.wall)
        self._trials = memory.trials
        self._records: list[Record] = []
        self._take_sources(sources)
        self._backoff = backoff
        self._numbers = itertools.count(first_batch)
        self._begun: set[int] = set()
        self._now = now
        self.board = self._new_board()

    def at(self, now: Moment) -> "ResearchDesk":
        """The same desk, knowing that it is `now`; every event begins with this."""
        self._now = now
        return self

    def take_records(self) -> tuple[Record, ...]:
        """What is to be kept of all that happened since the last call."""
        changes, told = self.catalogue.journal.take_fresh()
        records = (*self._records, *changes, *(RowTold(key, view) for key, view in told.items()))
        self._records = []
        return records

    # ---- models come and go

    def change_models(self, provider: Provider, delta: ModelDelta) -> None:
        """A provider's list changed."""
        for model in delta.removed:
            offer = self.catalogue.withdraw((model.name, provider.name), self._now.wall)
            if offer is not None:
                self._leave(offer)
        for model in (*delta.added, *delta.changed):
            self._offer(model, provider)

    def _offer(self, listed: ListedModel, provider: Provider) -> None:
        key = (listed.name, provider.name)
        before = self.catalogue.offer_at(key)
        offer = self.catalogue.offer(provider, listed, self._now.wall)
        if before is not None and before.topics != offer.topics:
            self._leave(before)
        self._enter(offer)
        if before is not None and before.place.provider != provider:  # with other settings its server may answer
            self.board.revive(offer.subject, offer.model, self._now.monotonic)
        self.catalogue.refresh((key,), self._now.wall)

    def _enter(self, offer: Offer) -> None:
        if self.catalogue.overrides.hides(offer.place.provider.name, offer.place.listed.name):
            return
        self.board.enter(offer.subject, offer.model, self._now.monotonic)
        self._see_to_the_brain((offer.subject,))

    def _leave(self, offer: Offer) -> None:
        """The catalogue holds this offer no longer; two providers may have offered the very same model."""
        if all(other.subject != offer.subject for other in self.catalogue.offers_of(offer.model)):
            self.board.leave(offer.subject, offer.model)
            self._see_to_the_brain((offer.subject,))

    def change_provider(self, status: ProviderStatus) -> None:
        """A provider is in another state; when it serves again, what it could not be asked is asked now."""
        is_back = self.catalogue.provider_changed(status, self._now.wall)
        for offer in self.catalogue.offers_at(status.name) if is_back else ():
            self.board.revive(offer.subject, offer.model, self._now.monotonic)

    # ---- work goes out

    def hand_out(self, most: int) -> tuple[Load, ...]:
        """Up to `most` batches, from now on in flight."""
        taken = self.board.take(most, self._now.monotonic)
        loads = tuple(Load(self._batch(each), each.source.research) for each in taken)
        self._refresh(topic for each in taken for topic in each.topics)
        return loads

    def _batch(self, taken: Taken) -> Batch:
        source = taken.source.name
        return Batch(taken.number, source, tuple(self._question(source, topic) for topic in taken.topics))

    def _question(self, source: str, topic: Topic) -> Question:
        offers = tuple(self.catalogue.offers_of(topic))
        details = [merge_all(self.catalogue.claims(offer)) for offer in offers]
        # The brain leaves out what it is told: what only some providers say, the others' rows would never get.
        known = in_all(details) if source == LAST else merge_all(details)
        name = offers[0].place.listed.name if offers else topic.name
        return Question(topic, name, tuple(offer.place for offer in offers), known)

    def begun(self, number: int) -> None:
        """A loader has this batch in hand."""
        self._begun.add(number)

    def return_unbegun(self) -> None:
        """Batches that no loader has in hand may be lost: queue them again."""
        for lane in self.board.lanes():
            for number in lane.numbers_in_flight():
                if number not in self._begun:
                    topics = lane.topics_of(number)
                    lane.returned(number)
                    self._refresh(topics)

    # ---- findings come in

    def learn(self, facts: Iterable[Learnt]) -> None:
        """Know these things, and keep them; the queue is not touched."""
        for each in facts:
            self._records.append(self.knowledge.learn(each))

    def answered(self, batch: Batch, topics: Iterable[Topic]) -> None:
        """A batch came back; what it brought has been learnt."""
        lane = self.board.lane(batch.source)
        if lane is not None:
            lane.answered(batch.number, frozenset(topics), self._now.monotonic)
        self._settle(batch)

    def missed(self, outcome: DetailsMissing) -> tuple[str, ...]:
        """A batch brought nothing; the names of the models that are given up with it."""
        batch, lane = outcome.batch, self.board.lane(outcome.batch.source)
        tried = lane.topics_of(batch.number) if lane is not None else ()
        if lane is not None and outcome.unavailable:
            lane.unavailable(batch.number, outcome.error, self._now.monotonic, outcome.retry_after_seconds)
            self.board.release(self.board.held(), self._now.monotonic)
        elif lane is not None:
            lane.failed(batch.number, outcome.error, self._now.monotonic)
        self._settle(batch)
        parked = {topic for topic in tried if lane is not None and lane.is_parked(topic)}
        return tuple(each.name for each in batch.questions if each.topic in parked)

    def _settle(self, batch: Batch) -> None:
        self._begun.discard(batch.number)
        topics = tuple(question.topic for question in batch.questions)
        self._records.extend(self._trial_of(batch.source, topic) for topic in topics)
        subjects = dict.fromkeys(offer.subject for topic in topics for offer in self.catalogue.offers_of(topic))
        self._see_to_the_brain(subjects)
        self._refresh(topics)

    def _trial_of(self, source: str, topic: Topic) -> Record:
        lane = self.board.lane(source)
        trial = lane.trial(topic) if lane is not None else None
        if trial is None:
            return TrialOver(source, topic)
        history, due = trial
        due_at = None if due is None else self._now.wall + due - self._now.monotonic
        return TrialKept(source, topic, history.attempts, history.error or "", due_at)

    def _see_to_the_brain(self, subjects: Collection[Subject]) -> None:
        """Drop its questions about what is known without it, and let it have those with which others are settled."""
        for subject in subjects:
            if self.board.has_question(subject) and self._all_know(subject):
                self.board.drop_question(subject)
                self._refresh((subject,))
        self.board.release(subjects, self._now.monotonic)

    def _all_know(self, subject: Subject) -> bool:
        if self._is_enough(merge_all(self.knowledge.claims((subject,), but=LAST))):
            return True
        return all(self._is_enough(self._without_the_brain(offer)) for offer in self.catalogue.offers_of(subject))

    def _is_enough(self, detail: ModelDetail) -> bool:
        return all(detail.get(field) for field in ENOUGH_WITHOUT_THE_BRAIN)

    def _without_the_brain(self, offer: Offer) -> ModelDetail:
        return merge_all(self.catalogue.claims(offer, but=LAST))

    # ---- changes from the operator

    def ask_again(self, key: RowKey) -> bool:
        """Research this row's model now; False when there is no such row."""
        offer = self.catalogue.offer_at(key)
        if offer is None or self.catalogue.overrides.hides(key[1], key[0]):
            return False
        self.board.ask_again(offer.subject, offer.model, self._now.monotonic)
        self._refresh(offer.topics)
        return True

    def change_overrides(self, rules: tuple[OverrideRule, ...]) -> None:
        """The operator says other things now."""
        if self.catalogue.overrides.rules == rules:
            return
        self.catalogue.overrides = Overrides(rules, int(self._now.wall))
        for offer in self.catalogue.offers():
            if self.catalogue.overrides.hides(offer.place.provider.name, offer.place.listed.name):
                self.board.leave(offer.subject, offer.model)
            else:
                self._enter(offer)
        self.catalogue.refresh((offer.key for offer in self.catalogue.offers()), self._now.wall)

    def review(self) -> None:
        """Queue what was known but has aged."""
        for offer in self.catalogue.offers():
            self._enter(offer)

    def renew_board(self, sources: Sequence[Source], but: Collection[str] = ()) -> None:
        """Queue everything anew against what is known; what is in flight, or waits after a failure, stays so.

        With `but` these sources nothing is remembered of failures.
        """
        self._take_sources(sources)
        former, self.board = self.board, self._new_board()
        self.board.take_over(former, but)
        offers = self.catalogue.offers()
        for offer in offers:
            self._enter(offer)
        self.catalogue.refresh((offer.key for offer in offers), self._now.wall)

    # ---- inside

    def _take_sources(self, sources: Sequence[Source]) -> None:
        self._sources = {source.name: source for source in sources}
        self._versions = {each.name: each.version if isinstance(each, Versioned) else "" for each in sources}
        self._ageing = {each.name: each for each in sources if isinstance(each, Ageing)}

    def _new_board(self) -> ResearchBoard:
        board = ResearchBoard(tuple(self._sources.values()), self._backoff, self._is_known, self._numbers.__next__)
        for each in self._trials:
            due = None if each.due_at is None else each.due_at - self._now.wall + self._now.monotonic
            board.remember(each.source, each.topic, Trial(History(each.attempts, each.error), due))
        self._trials = ()
        return board

    def _is_known(self, topic: Topic, source: str) -> bool:
        """Whether the source has answered about the topic, in the way it asks now, and not too long ago."""
        learnt = self.knowledge.answer(topic, source)
        if learnt is None or learnt.version != self._versions[source]:
            return False
        ageing = self._ageing.get(source)
        return ageing is None or self._now.wall - learnt.at < ageing.lasts_seconds(learnt.detail)

    def learnt(self, batch: Batch, found: Mapping[Topic, ModelDetail]) -> Iterator[Learnt]:
        """What a batch brought, as it is to be learnt."""
        version = self._versions.get(batch.source, "")
        return (Learnt(topic, batch.source, detail, version, self._now.wall) for topic, detail in found.items())

    def _refresh(self, topics: Iterable[Topic]) -> None:
        self.catalogue.refresh_topics(topics, self._now.wall)

    def _status_of(self, subject: Subject, model: Model) -> ResearchStatus:
        status = self.board.status(subject, model, self._now.monotonic)
        if status.next_try is None:
            return status
        return attrs.evolve(status, next_try=round(self._now.wall + status.next_try - self._now.monotonic))
