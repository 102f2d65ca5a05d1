"""The sources that the settings ask for, built."""

from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points

from aggregator.http_client import Fetch
from aggregator.research.sources.brain import BrainLedger, BrainSource
from aggregator.research.sources.cache import MemoryCache, SourceCache
from aggregator.research.sources.catalogue import CatalogueSource
from aggregator.research.sources.files import FilesSource
from aggregator.research.sources.hub import HubSource
from aggregator.research.sources.name import NameSource
from aggregator.research.sources.outside import GROUP, SourceContext, sources_from_outside
from aggregator.research.sources.server import ServerSource
from aggregator.research.sources.source import Source
from aggregator.servers.server_kind import ServerKind
from aggregator.settings.settings import CatalogueSettings, HubSettings, Settings


def configured_sources(
    settings: Settings,
    fetch: Fetch,
    wall_seconds: Callable[[], float],
    ledger: BrainLedger,
    kinds: Sequence[ServerKind],
    *,
    cache: SourceCache | None = None,
    plugins: Iterable[EntryPoint] | None = None,
) -> tuple[Source, ...]:
    """All configured sources that `research.sources` names, or all, where it names none.

    Hub and catalogue are configured by their sections; whoever only names them gets their defaults. `cache` lets
    answers outlive a change of the config; `plugins` are those of the installed packages where none are given.
    """
    research = settings.research
    kept = cache if cache is not None else MemoryCache()
    sources: list[Source] = [NameSource(wall_seconds), ServerSource(fetch, wall_seconds, kinds)]
    if folders := settings.model_folders:
        sources.append(FilesSource(wall_seconds, folders))
    named = research.sources or ()
    hub_settings = research.hub or (HubSettings() if "hub" in named else None)
    hub = None
    if hub_settings is not None and _is_wanted("hub", settings):
        hub = HubSource(hub_settings, fetch, wall_seconds, kept, reads_cards=settings.brain is not None)
        sources.append(hub)
    catalogue_settings = research.catalogue or (CatalogueSettings() if "catalogue" in named else None)
    if catalogue_settings is not None:
        sources.append(CatalogueSource(catalogue_settings, fetch, wall_seconds, kept))
    context = SourceContext(fetch, wall_seconds, kept, research.batch_size)
    sources += sources_from_outside(entry_points(group=GROUP) if plugins is None else plugins, context)
    if settings.brain is not None:
        quotes = hub.context if hub is not None else None
        sources.append(BrainSource(settings.brain, fetch, wall_seconds, research.batch_size, ledger, quotes))
    return tuple(source for source in sources if _is_wanted(source.name, settings))


def _is_wanted(name: str, settings: Settings) -> bool:
    return settings.research.sources is None or name in settings.research.sources
