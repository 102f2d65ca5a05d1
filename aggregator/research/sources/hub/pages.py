"""HubPages: everything that the Hub has about one repository, fetched and kept."""

from collections.abc import Mapping
from typing import Any

import attrs

from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.research.sources.cache import CachedAnswer
from aggregator.research.sources.hub.card import MOST_READ, first_paragraph
from aggregator.research.sources.hub.hub_client import HubClient, Moved
from aggregator.research.sources.hub.renamed import renamed_to
from aggregator.research.sources.hub_repo import HubRepo
from aggregator.research.sources.json_object import json_object


@attrs.frozen
class HubPage:
    """The description of a repository under its present name, and its `config.json` where that is needed."""

    repo: HubRepo
    document: Mapping[str, Any]
    config: Mapping[str, Any]
    fetched_at: float


class HubPages:
    """`reads_cards` also fetches the model cards. Used on the loop alone."""

    def __init__(self, client: HubClient, *, reads_cards: bool) -> None:
        self._client = client
        self._reads_cards = reads_cards
        self._renamed: dict[str, HubRepo] = {}

    async def page(self, asked: HubRepo) -> HubPage | None:
        """The page of a repository; None where there is none, or none for us.

        Raises:
            ResearchError: this page can't be had.
            SourceUnavailable: the hub can't be asked now.
        """
        repo, answer = await self._described(asked)
        if not answer.body:
            return None
        document = json_object(answer.body)
        if document is None:
            raise SourceUnavailable("the hub's answer is no JSON object")
        named = HubRepo.parse(document.get("id"))
        if named is None or not named.same_as(repo):
            raise ResearchError("the hub answered about another repository")
        self._renamed[str(asked)] = named
        config = await self._config(named, document)
        if self._reads_cards:
            await self._get_quietly(_card_path(named), MOST_READ)
        return HubPage(named, document, config, answer.fetched_at)

    def card(self, asked: HubRepo) -> str | None:
        """The first paragraph of the card, as far as it was fetched."""
        answer = self._client.known(_card_path(self._renamed.get(str(asked), asked)))
        return first_paragraph(answer.body.decode("utf-8", "replace")) if answer is not None else None

    async def _described(self, repo: HubRepo) -> tuple[HubRepo, CachedAnswer]:
        answer = await self._client.get(_api_path(repo))
        if isinstance(answer, Moved):
            renamed = renamed_to(self._client.url, answer.location)
            if renamed is None:
                raise ResearchError("the hub redirects to somewhere else")
            repo, answer = renamed, await self._client.get(_api_path(renamed))
        if isinstance(answer, Moved):
            raise ResearchError("the hub redirects more than once")
        return repo, answer

    async def _config(self, repo: HubRepo, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `config.json`, where there is one and nothing else tells the context."""
        if document.get("gguf") or not _has_file(document, "config.json"):
            return {}
        answer = await self._get_quietly(f"/{repo.path}/raw/main/config.json")
        return (json_object(answer.body) if answer is not None else None) or {}

    async def _get_quietly(self, path: str, most_kept: int | None = None) -> CachedAnswer | None:
        """What only adds to the answer must not spoil it."""
        try:
            answer = await self._client.get(path, most_kept)
        except ResearchError:
            return None
        return None if isinstance(answer, Moved) else answer


def _api_path(repo: HubRepo) -> str:
    return f"/api/models/{repo.path}?blobs=true"


def _card_path(repo: HubRepo) -> str:
    return f"/{repo.path}/raw/main/README.md"


def _has_file(document: Mapping[str, Any], name: str) -> bool:
    siblings = document.get("siblings")
    return isinstance(siblings, list) and any(
        isinstance(each, dict) and each.get("rfilename") == name for each in siblings
    )
