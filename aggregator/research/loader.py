"""LoaderActor: researches one batch at a time, away from everybody else, and tells what came of it."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import assert_never

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.mailbox import Mailbox
from aggregator.data.batch import Topic
from aggregator.data.clock import Clock
from aggregator.data.model_detail import ModelDetail
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.messages import BatchBegun, DetailsFound, DetailsMissing, Idle, Load, LoaderMessage, Researched

LONGEST_SECONDS = 3600.0
"""Every source has limits of its own; one that forgot them must not keep a loader for ever."""


class LoaderActor(Actor[LoaderMessage]):
    """One of the pool. Fire and forget: the outcome goes to the DetailActor, the idleness to the RunnerActor."""

    def __init__(
        self,
        address: Address[LoaderMessage],
        surroundings: Surroundings,
        number: int,
        details: Mailbox[BatchBegun | DetailsFound | DetailsMissing],
        runner: Mailbox[Idle],
    ) -> None:
        super().__init__(address, surroundings)
        self._number = number
        self._details = details
        self._runner = runner
        self._loads: deque[Load] = deque()  # the first is under way

    def reset(self) -> None:
        """What was under way failed; what waits goes on."""
        if self._loads:
            self._details.tell(DetailsMissing(self._loads.popleft().batch, "the loader broke on it"))
        self._next()

    def handle(self, message: LoaderMessage) -> None:
        match message:
            case Load():
                self._loads.append(message)
                if len(self._loads) == 1:
                    self._begin_load(message)
            case Researched(outcome):
                self._details.tell(outcome)
                self._log(outcome)
                self._loads.popleft()  # only now: when something before broke, this batch is the one to report
                self._next()
            case _:
                assert_never(message)

    def _begin_load(self, load: Load) -> None:
        self.log.info("batch_started", batch=load.batch.number, source=load.batch.source, size=len(load.batch))
        self._details.tell(BatchBegun(load.batch.number))
        self.work(research_batch(load, self.clock), Researched)

    def _next(self) -> None:
        if self._loads:
            self._begin_load(self._loads[0])
        else:
            self._runner.tell(Idle(self._number))

    def _log(self, outcome: DetailsFound | DetailsMissing) -> None:
        batch = outcome.batch
        if isinstance(outcome, DetailsFound):
            self.log.info(
                "batch_finished", batch=batch.number, source=batch.source, size=len(batch), found=len(outcome.found),
                seconds=round(outcome.seconds, 3),
            )  # fmt: skip
        else:
            self.log.warning(
                "batch_failed", batch=batch.number, source=batch.source, size=len(batch), error=outcome.error,
                unavailable=outcome.unavailable,
            )  # fmt: skip


async def research_batch(load: Load, clock: Clock) -> DetailsFound | DetailsMissing:
    """Run a source on a batch; whatever goes wrong there, or is no answer at all, is an outcome."""
    began = clock.monotonic_seconds()
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            found = _checked(load, await load.research(load.batch))
    except SourceUnavailable as error:
        return DetailsMissing(load.batch, str(error), unavailable=True, retry_after_seconds=error.retry_after_seconds)
    except ResearchError as error:
        return DetailsMissing(load.batch, str(error))
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return _broke(load, "it was cancelled inside")  # by itself: nobody here called it off
    except Exception as error:  # noqa: BLE001 - a source may be anybody's code; it must not end the service
        return _broke(load, type(error).__name__)
    return DetailsFound(load.batch, found, clock.monotonic_seconds() - began)


def _checked(load: Load, found: Mapping[Topic, ModelDetail]) -> Mapping[Topic, ModelDetail]:
    """The details for topics of the batch; a TypeError when the source did not keep to its promise."""
    topics = {question.topic for question in load.batch.questions}
    kept = {topic: detail for topic, detail in found.items() if topic in topics}
    if not all(isinstance(detail, ModelDetail) for detail in kept.values()):
        raise TypeError("a source answers with a ModelDetail for each topic")
    return kept


def _broke(load: Load, why: str) -> DetailsMissing:
    return DetailsMissing(load.batch, f"the source {load.batch.source!r} broke: {why}")
