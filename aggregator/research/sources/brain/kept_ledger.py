"""KeptLedger: the books that survive a restart: each call is in the store before it goes out."""

from aggregator.actor.asking import ask
from aggregator.actor.mailbox import Mailbox, Reply
from aggregator.brain_calls import BrainCalls
from aggregator.data.records import CallBegun, CallOver
from aggregator.errors import NoAnswer, SourceUnavailable
from aggregator.messages import Keep, WriteCall
from aggregator.research.sources.brain.ledger import BrainCall, BrainCounts, CallEnd

PATIENCE_SECONDS = 10.0


class KeptLedger(BrainCounts):
    """Counts, and tells the store. `boot_id` makes the numbers of the calls unique for good."""

    def __init__(self, store: Mailbox[WriteCall | Keep], boot_id: str, tally: BrainCalls) -> None:
        super().__init__(tally)
        self._store = store
        self._boot_id = boot_id

    async def permit(self, call: BrainCall) -> None:
        """See BrainLedger."""
        begun = CallBegun(self._number(call), call.batch_number, call.model, call.topics, call.started_at)

        def request(reply_to: Reply[bool]) -> WriteCall:
            return WriteCall(begun, reply_to)

        try:
            written = await ask(self._store, request, PATIENCE_SECONDS)
        except NoAnswer:
            written = False
        if not written:
            raise SourceUnavailable("nothing can be stored now, so nothing is paid for")

    def call_finished(self, call: BrainCall, end: CallEnd) -> None:
        """See BrainLedger."""
        super().call_finished(call, end)
        over = CallOver(self._number(call), end.outcome, end.tokens_in, end.tokens_out, end.seconds, end.answer)
        self._store.tell(Keep((over,)))

    def _number(self, call: BrainCall) -> str:
        return f"{self._boot_id}-{call.batch_number}-{call.attempt}"
