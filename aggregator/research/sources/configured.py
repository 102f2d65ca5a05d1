"""The sources that the settings ask for, built."""

from collections.abc import Callable

from aggregator.http_client import Fetch
from aggregator.research.sources.brain import BrainLedger, BrainSource
from aggregator.research.sources.name import NameSource
from aggregator.research.sources.source import Source
from aggregator.settings.settings import Settings


def configured_sources(
    settings: Settings, fetch: Fetch, wall_seconds: Callable[[], float], ledger: BrainLedger
) -> tuple[Source, ...]:
    """All configured sources that `research.sources` names, or all, where it names none."""
    sources: list[Source] = [NameSource(wall_seconds)]
    if settings.brain is not None:
        sources.append(BrainSource(settings.brain, fetch, wall_seconds, settings.research.batch_size, ledger))
    wanted = settings.research.sources
    return tuple(source for source in sources if wanted is None or source.name in wanted)
