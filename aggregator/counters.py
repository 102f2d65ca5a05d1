"""Counters: what happened how often, and how long it took in all; any stage may be given them to count."""

import threading
from collections.abc import Mapping

Counter = tuple[str, ...]
"""A name, then the values of its labels in a fixed order."""


class Counters:
    """Sums by name and labels; safe from every thread. Who counts sees to it that labels take few values."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: dict[Counter, float] = {}

    def add(self, name: str, *labels: str, by: float = 1.0) -> None:
        """Count one more, or so much more."""
        with self._lock:
            self._sums[name, *labels] = self._sums.get((name, *labels), 0.0) + by

    def sums(self) -> Mapping[Counter, float]:
        """All sums as they are now."""
        with self._lock:
            return dict(self._sums)
