"""Fact: one field's value, who says so, and since when."""

from typing import Final

import attrs
import orjson

from aggregator.data.detail_fields import Value

SOURCES: Final = ("override", "server", "files", "hub", "catalogue", "name", "brain")
"""The built-in sources, the most trusted first."""


@attrs.frozen
class Fact:
    """What a source says about one field.

    `value` is None only where the operator's override takes the field away. `as_of` is in seconds since 1970 (UTC).
    """

    value: Value | None
    source: str
    as_of: int

    @property
    def weight(self) -> tuple[int, str, int, bytes]:
        """The greater one wins: a better source, then the newer fact; the rest only makes the order total."""
        return source_rank(self.source), self.source, self.as_of, orjson.dumps(self.value)


def source_rank(source: str) -> int:
    """How much a source is trusted; sources from outside stand just below the catalogue."""
    if source in SOURCES:
        return 2 * (len(SOURCES) - SOURCES.index(source))
    return 2 * (len(SOURCES) - SOURCES.index("catalogue")) - 1
