"""CountedLedger: books that also count how calls end and how long they take, for the metrics."""

from aggregator.counters import Counters
from aggregator.research.sources.brain.ledger import BrainCall, BrainLedger, CallEnd


class CountedLedger:
    """Counts `brain_calls` by outcome, and `brain_call_seconds`; the books themselves are another ledger's."""

    def __init__(self, ledger: BrainLedger, counters: Counters) -> None:
        self._ledger = ledger
        self._counters = counters

    async def permit(self, call: BrainCall) -> None:
        """See BrainLedger."""
        await self._ledger.permit(call)

    def call_started(self, call: BrainCall) -> None:
        """See BrainLedger."""
        self._ledger.call_started(call)

    def call_finished(self, call: BrainCall, end: CallEnd) -> None:
        """See BrainLedger."""
        self._counters.add("brain_calls", end.outcome)
        self._counters.add("brain_call_seconds_sum", by=end.seconds)
        self._counters.add("brain_call_seconds_count")
        self._ledger.call_finished(call, end)
