"""KnownSources: the words that `research.sources` may hold, those of installed packages among them."""

from collections.abc import Collection, Iterator
from functools import cached_property

from aggregator.settings.reader import BUILT_IN_SOURCES

GROUP = "llm_aggregator.sources"
"""The entry point group under which packages register their sources."""


class KnownSources(Collection[str]):
    """The built-in sources and those of installed packages. Looking for packages takes milliseconds of the start."""

    @cached_property
    def _brought(self) -> tuple[str, ...]:
        from importlib.metadata import entry_points

        return tuple(sorted(entry_points(group=GROUP).names))

    def __contains__(self, word: object) -> bool:
        return word in BUILT_IN_SOURCES or word in self._brought

    def __iter__(self) -> Iterator[str]:
        yield from BUILT_IN_SOURCES
        yield from self._brought

    def __len__(self) -> int:
        return len(BUILT_IN_SOURCES) + len(self._brought)
