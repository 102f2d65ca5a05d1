"""Engine: what a store has to be able to do; one file for each way of keeping things."""

from collections.abc import Sequence
from typing import Protocol

from aggregator.data.records import CallBegun, CallOver, Memory, Record
from aggregator.errors import AggregatorError

KEPT_CHANGES = 10_000


class StoreError(AggregatorError):
    """Nothing was written; the message says why (disk full, read-only …)."""


class Engine(Protocol):
    """Keeps records over restarts. All calls come from one thread, one after another.

    What the same key said before is replaced: facts by (topic, source), rows by their key, trials by (source, topic),
    listings by provider, calls by number, cached answers by key. Changes are only appended; the oldest are trimmed.

    A store that can't be written to is no reason not to start: `open` and `load` go on with what can be read, `write`
    raises until the trouble is over.
    """

    def open(self) -> None:
        """Take possession, migrate an older schema (with a backup first), set damaged parts aside.

        Raises:
            StartError: another process has it, or it was written by a newer version of this program.
        """
        ...

    def load(self) -> Memory:
        """All that is remembered; damaged rows are left out, logged, and learnt anew. Never raises."""
        ...

    def write(self, records: Sequence[Record]) -> None:
        """Keep all of these or none; when this returns they survive a kill and a power cut.

        Raises:
            StoreError: nothing of it was kept.
        """
        ...

    def calls(self) -> Sequence[CallBegun | CallOver]:
        """The newest entries of the ledger of brain calls in their order, if this engine keeps one."""
        ...

    def close(self) -> None:
        """Give it back."""
        ...
