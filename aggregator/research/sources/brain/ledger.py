"""BrainLedger: the books about every call to the brain, because calls cost money and minutes."""

from typing import Protocol

import attrs

from aggregator.brain_calls import BrainCalls
from aggregator.data.batch import Topic


@attrs.frozen
class BrainCall:
    """One HTTP request: `attempt` counts from 1 within the batch, `started_at` is in seconds since 1970 (UTC)."""

    batch_number: int
    attempt: int
    model: str
    topics: tuple[Topic, ...]
    started_at: float


@attrs.frozen
class CallEnd:
    """How it ended.

    `outcome` is one word: `answered` (something was usable), `unusable`, `cut`, `no_content`, `http_400` and the like,
    `cancelled`, or the kind of an HttpError. `answer` is the text as it came, before anything is read from it.
    """

    outcome: str
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    answer: str = ""


class BrainLedger(Protocol):
    """Is told of every call before it goes out and after it ended, also when it was cancelled."""

    async def permit(self, call: BrainCall, /) -> None:
        """Returns when the call is written down and may go out.

        Raises:
            SourceUnavailable: it can't be written down; what can't be kept is not paid for.
        """
        ...

    def call_started(self, call: BrainCall, /) -> None:
        """The request goes out now."""
        ...

    def call_finished(self, call: BrainCall, end: CallEnd, /) -> None:
        """The request has ended, one way or another."""
        ...


class BrainCounts:
    """The ledger that only counts, since the start of the service. Used on the loop alone."""

    def __init__(self, tally: BrainCalls | None = None) -> None:
        self.tally = tally or BrainCalls()

    async def permit(self, _call: BrainCall) -> None:
        """Counting needs no permit."""

    def call_started(self, _call: BrainCall) -> None:
        """One more call."""
        self.tally.calls += 1

    def call_finished(self, _call: BrainCall, end: CallEnd) -> None:
        """What it cost, and whether it was worth it."""
        self.tally.failed += end.outcome != "answered"
        self.tally.tokens_in += end.tokens_in
        self.tally.tokens_out += end.tokens_out
