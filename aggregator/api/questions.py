"""Questions: what the HTTP edge asks the actors, each as a shared flight."""

from typing import Protocol

import attrs

from aggregator.actor.asking import ask
from aggregator.actor.mailbox import Mailbox
from aggregator.api.flight import Flight
from aggregator.data.config_state import ConfigState
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.research_progress import ResearchProgress
from aggregator.data.snapshot import Snapshot
from aggregator.messages import GetConfigState, GetProviders, GetResearch, GetSnapshot, Refresh, ResearchAgain

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
    details: Mailbox[GetSnapshot | GetResearch | ResearchAgain]
    config: Mailbox[GetConfigState]


class Questions:
    """One flight for each thing that can be asked for."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self.snapshot: Flight[Snapshot] = Flight(
            lambda: ask(peers.details, GetSnapshot, PATIENCE_SECONDS), Snapshot("0", 0.0)
        )
        self.providers: Flight[tuple[ProviderStatus, ...]] = Flight(
            lambda: ask(peers.models, GetProviders, PATIENCE_SECONDS), ()
        )
        self.research: Flight[ResearchProgress] = Flight(
            lambda: ask(peers.details, GetResearch, PATIENCE_SECONDS), ResearchProgress()
        )
        self.config: Flight[ConfigState] = Flight(
            lambda: ask(peers.config, GetConfigState, PATIENCE_SECONDS), ConfigState(0.0)
        )

    async def refresh(self, provider: str | None) -> bool:
        """Poll now; False when there is no such provider. Raises NoAnswer."""
        return await ask(self._peers.models, lambda reply: Refresh(provider, reply), PATIENCE_SECONDS)

    async def research_again(self, provider: str, name: str) -> bool:
        """Research that model now; False when there is no such model. Raises NoAnswer."""
        return await ask(self._peers.details, lambda reply: ResearchAgain(provider, name, reply), PATIENCE_SECONDS)
