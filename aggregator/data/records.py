"""Records: everything that is kept over a restart, as frozen values; a store keeps them, whatever its engine."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from aggregator.data.batch import Topic
from aggregator.data.change import Change
from aggregator.data.learnt import Learnt
from aggregator.data.listing import Listing
from aggregator.data.snapshot import RowKey


@attrs.frozen
class RowTold:
    """What the outside was last told of a row (see row_view); None: that it is gone."""

    key: RowKey
    view: Mapping[str, Any] | None


@attrs.frozen
class TrialKept:
    """A topic that failed alone with a source; `due_at` in seconds since 1970 (UTC), None when it is parked."""

    source: str
    topic: Topic
    attempts: int
    error: str
    due_at: float | None


@attrs.frozen
class TrialOver:
    """That topic was answered, or is asked anew: its failures are forgotten."""

    source: str
    topic: Topic


@attrs.frozen
class ListingKept:
    """What a provider, whose URL is `root`, listed at its last good poll (`last_ok`, seconds since 1970, UTC)."""

    provider: str
    root: str
    listing: Listing
    last_ok: float


@attrs.frozen
class ListingGone:
    """A provider's list is no longer of interest: it left the config, or its grace time is over."""

    provider: str


@attrs.frozen
class CallBegun:
    """A call to the brain goes out: written before, because it costs money. `number` is unique for good."""

    number: str
    batch: int
    model: str
    topics: tuple[Topic, ...]
    at: float


@attrs.frozen
class CallOver:
    """How that call ended; `answer` is the text as it came, before anything was read from it."""

    number: str
    outcome: str
    tokens_in: int
    tokens_out: int
    seconds: float
    answer: str


@attrs.frozen
class AnswerCached:
    """An answer of a slow or paid outside source (the Hub, a catalogue), for conditional requests and offline use."""

    key: str
    body: bytes
    etag: str
    fetched_at: float


Record = (
    Learnt | Change | RowTold | TrialKept | TrialOver | ListingKept | ListingGone | CallBegun | CallOver | AnswerCached
)


@attrs.frozen
class Memory:
    """All that is remembered at the start; `last_seq` is the number of the newest change ever."""

    facts: tuple[Learnt, ...] = ()
    told: Mapping[RowKey, Mapping[str, Any]] = MappingProxyType({})
    changes: tuple[Change, ...] = ()
    last_seq: int = 0
    trials: tuple[TrialKept, ...] = ()
    listings: tuple[ListingKept, ...] = ()
    cached: tuple[AnswerCached, ...] = ()
