"""Seen: everything that a scrape shows, gathered at one moment."""

from collections.abc import Mapping

import attrs

from aggregator.counters import Counter
from aggregator.data.config_state import ConfigState
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.research_progress import ResearchProgress
from aggregator.data.snapshot import Snapshot
from aggregator.data.store_state import StoreState


@attrs.frozen
class Seen:
    """`counts` are the sums of Counters; `requests` by method, route and status; `waiting` messages by actor."""

    snapshot: Snapshot
    providers: tuple[ProviderStatus, ...] = ()
    research: ResearchProgress = attrs.Factory(ResearchProgress)
    config: ConfigState = attrs.Factory(lambda: ConfigState(0.0))
    store: StoreState = attrs.Factory(StoreState)
    counts: Mapping[Counter, float] = attrs.Factory(dict)
    dead_letters: Mapping[tuple[str, str], int] = attrs.Factory(dict)
    waiting: Mapping[str, int] = attrs.Factory(dict)
    requests: Mapping[tuple[str, str, int], int] = attrs.Factory(dict)
    tokens_in: int = 0
    tokens_out: int = 0
    streams: int = 0
    connections: int = 0
    loop_lag_seconds: float = 0.0
    stale: bool = False
