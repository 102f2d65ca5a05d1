"""DeadLetters: messages that reached nobody are counted and logged, never raised at their sender."""

import threading
from collections import Counter
from collections.abc import Mapping

import structlog

log = structlog.get_logger("aggregator.actor")


class DeadLetters:
    """Counts by receiver and message type; safe from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._stopping = False

    def record(self, receiver: str, message: object) -> None:
        """One message to `receiver` was lost."""
        with self._lock:
            self._counts[receiver, type(message).__name__] += 1
            first = self._counts[receiver, type(message).__name__] == 1
        if first and not self._stopping:  # the rest is in the metrics: a dead peer must not flood the log
            log.warning("dead_letter", receiver=receiver, message=type(message).__name__)

    def service_is_stopping(self) -> None:
        """From now on lost messages are normal: count them silently."""
        self._stopping = True

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many were lost, by (receiver, message type)."""
        with self._lock:
            return dict(self._counts)
