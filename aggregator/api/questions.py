"""Questions: what the HTTP edge asks the actors, each as a shared flight."""

import time
from collections.abc import Awaitable
from typing import Protocol, TypeVar

import attrs

from aggregator.actor.asking import ask
from aggregator.actor.mailbox import Mailbox
from aggregator.api.flight import Flight
from aggregator.api.problem import ProblemError
from aggregator.data.change import ChangesSince
from aggregator.data.config_state import ConfigState
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.research_progress import ResearchProgress
from aggregator.data.snapshot import Snapshot
from aggregator.data.store_state import StoreState
from aggregator.errors import NoAnswer
from aggregator.messages import (
    GetChanges,
    GetConfigState,
    GetProviders,
    GetResearch,
    GetSnapshot,
    GetStoreState,
    Refresh,
    ResearchAgain,
)

Answer = TypeVar("Answer")

PATIENCE_SECONDS = 1.0
"""After this the last good answer goes out, marked stale."""


class BrainCalls(Protocol):
    """What the brain was asked, and what it cost, since the start."""

    @property
    def calls(self) -> int: ...

    @property
    def failed(self) -> int: ...

    @property
    def tokens_in(self) -> int: ...

    @property
    def tokens_out(self) -> int: ...


@attrs.frozen
class Peers:
    """The actors behind the API."""

    models: Mailbox[GetProviders | Refresh]
    details: Mailbox[GetSnapshot | GetResearch | GetChanges | ResearchAgain]
    config: Mailbox[GetConfigState]
    store: Mailbox[GetStoreState]


class Questions:
    """One flight for each thing that many ask for at once; the others are asked for one by one."""

    def __init__(self, peers: Peers, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._peers = peers
        self._patience = patience_seconds
        self.snapshot: Flight[Snapshot] = Flight(
            lambda: ask(peers.details, GetSnapshot, self._patience), Snapshot("0", time.time())
        )
        self.providers: Flight[tuple[ProviderStatus, ...]] = Flight(
            lambda: ask(peers.models, GetProviders, self._patience), ()
        )
        self.research: Flight[ResearchProgress] = Flight(
            lambda: ask(peers.details, GetResearch, self._patience), ResearchProgress()
        )
        self.config: Flight[ConfigState] = Flight(
            lambda: ask(peers.config, GetConfigState, self._patience), ConfigState(0.0)
        )
        self.store: Flight[StoreState] = Flight(lambda: ask(peers.store, GetStoreState, self._patience), StoreState())
        self.journal: Flight[ChangesSince] = Flight(self._last_change, ChangesSince((), 0))

    async def changes(self, since: int, limit: int) -> ChangesSince:
        """At most `limit` changes above `since`. Raises ProblemError 503."""
        return await self._sure(ask(self._peers.details, lambda reply: GetChanges(since, limit, reply), self._patience))

    async def refresh(self, provider: str | None) -> bool:
        """Poll now; False when there is no such provider. Raises ProblemError 503."""
        return await self._sure(ask(self._peers.models, lambda reply: Refresh(provider, reply), self._patience))

    async def research_again(self, provider: str, name: str) -> bool:
        """Research that model now; False when there is no such model. Raises ProblemError 503."""
        return await self._sure(
            ask(self._peers.details, lambda reply: ResearchAgain(provider, name, reply), self._patience)
        )

    async def _last_change(self) -> ChangesSince:
        return await ask(self._peers.details, lambda reply: GetChanges(0, 0, reply), self._patience)

    async def _sure(self, answer: Awaitable[Answer]) -> Answer:
        """The answer, and no list from before it may be shown after it."""
        try:
            return await answer
        except NoAnswer as error:
            raise ProblemError(503, f"The service does not answer itself: {error}.", {"Retry-After": "1"}) from None
        finally:
            self.snapshot.expire()
