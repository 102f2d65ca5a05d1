"""Edition: a catalogue as it was at one time, and where the current one comes from."""

from typing import Protocol

import attrs

from aggregator.research.sources.catalogue.index import CatalogueIndex


@attrs.frozen
class Edition:
    """`as_of` is in seconds since 1970 (UTC)."""

    index: CatalogueIndex
    as_of: float


class Editions(Protocol):
    """Gets the current edition; a good one is never replaced by something that is no catalogue."""

    async def current(self) -> Edition:
        """The current edition, or the last good one while no newer is to be had.

        Raises:
            SourceUnavailable: there was never a good one.
        """
        ...
