"""Alarms: which topics are to be woken, and when."""

import heapq
import itertools

from aggregator.data.batch import Topic

SPARE = 64
"""So many outdated entries may lie in the heap beside as many as there are alarms, before they are swept out."""


class Alarms:
    """One moment (monotonic seconds) for each topic; the earliest is found without looking at all."""

    def __init__(self) -> None:
        self._due: dict[Topic, float] = {}
        self._heap: list[tuple[float, int, Topic]] = []  # outdated entries are skipped
        self._numbers = itertools.count()  # topics of two kinds can't be compared

    def set(self, topic: Topic, due: float) -> None:
        """Wake the topic then, and no longer at another moment."""
        self._due[topic] = due
        heapq.heappush(self._heap, (due, next(self._numbers), topic))
        self._sweep()

    def discard(self, topic: Topic) -> None:
        """Don't wake the topic."""
        self._due.pop(topic, None)
        self._sweep()

    def due(self, topic: Topic) -> float | None:
        """When the topic is woken; None when it is not."""
        return self._due.get(topic)

    def next_moment(self) -> float | None:
        """When the next topic is woken."""
        while self._heap and self._due.get(self._heap[0][2]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: float) -> list[Topic]:
        """The topics whose moment has come, the earliest first; their alarms are gone then."""
        woken: list[Topic] = []
        while (moment := self.next_moment()) is not None and moment <= now:
            topic = heapq.heappop(self._heap)[2]
            del self._due[topic]
            woken.append(topic)
        return woken

    def _sweep(self) -> None:
        if not self._due:
            self._heap.clear()
        elif len(self._heap) > 2 * len(self._due) + SPARE:
            self._heap = [(due, next(self._numbers), topic) for topic, due in self._due.items()]
            heapq.heapify(self._heap)

    def __contains__(self, topic: Topic) -> bool:
        return topic in self._due

    def __len__(self) -> int:
        return len(self._due)
