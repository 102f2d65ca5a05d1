"""ReturnedGroups: the topics that go before all others, in the groups in which they are to be asked."""

import itertools
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from aggregator.data.batch import Topic


class ReturnedGroups:
    """Each topic stands in one group at most; a group that has become empty is gone."""

    def __init__(self) -> None:
        self._groups: OrderedDict[int, dict[Topic, None]] = OrderedDict()
        self._group_of: dict[Topic, int] = {}
        self._numbers = itertools.count()

    def put_first(self, topics: Sequence[Topic]) -> None:
        """From now on these are the first group."""
        for topic in topics:
            self.discard(topic)
        if topics:
            number = next(self._numbers)
            self._groups[number] = dict.fromkeys(topics)
            self._groups.move_to_end(number, last=False)
            self._group_of.update(dict.fromkeys(topics, number))

    def take(self) -> tuple[Topic, ...]:
        """The first group, which is gone then; empty when there is none."""
        if not self._groups:
            return ()
        _number, group = self._groups.popitem(last=False)
        for topic in group:
            del self._group_of[topic]
        return tuple(group)

    def discard(self, topic: Topic) -> None:
        """Take a topic out of its group, if it is in one."""
        number = self._group_of.pop(topic, None)
        if number is not None:
            del self._groups[number][topic]
            if not self._groups[number]:
                del self._groups[number]

    def groups(self) -> Iterable[tuple[Topic, ...]]:
        """All groups, the first one first."""
        return tuple(tuple(group) for group in self._groups.values())

    def __len__(self) -> int:
        return len(self._groups)
