"""HubSource: what the Hugging Face Hub, or a mirror of it, says about the repository of a model."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from aggregator.data.batch import Batch, Question, Topic
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.http_client import Fetch
from aggregator.research.sources.cache import SourceCache
from aggregator.research.sources.hub.hub_client import HubClient
from aggregator.research.sources.hub.hub_facts import facts_of
from aggregator.research.sources.hub.pages import HubPage, HubPages
from aggregator.research.sources.hub_repo import HubRepo
from aggregator.research.sources.name import read_name
from aggregator.research.sources.source import Scope
from aggregator.research.sources.transformers_config import context_in
from aggregator.settings.settings import HubSettings

_BATCH_SIZE: Final = 15


class HubSource:
    """A research source, see aggregator/research/sources/source.py. Used on the loop alone.

    It asks about exact repositories only, never searches. `reads_cards` also fetches the model cards, which tell no
    facts but serve as a context for the brain.
    """

    name = "hub"
    scope = Scope.SUBJECT
    batch_size = _BATCH_SIZE
    concurrency = 1

    def __init__(
        self,
        settings: HubSettings,
        fetch: Fetch,
        wall_seconds: Callable[[], float],
        cache: SourceCache,
        *,
        reads_cards: bool = True,
    ) -> None:
        client = HubClient(settings, fetch, wall_seconds, cache)
        self._client = client
        self._pages = HubPages(client, reads_cards=reads_cards)

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """Look up the repositories of the batch side by side; raises as Source.research does.

        While the hub is away, those that are answered without it (no repository, or a kept answer) are answered.
        """
        repos = {question.topic: repo_of(question) for question in batch.questions}
        wanted = tuple({str(repo): repo for repo in repos.values() if repo is not None}.values())
        pages = dict(zip(map(str, wanted), await asyncio.gather(*map(self._page_or_error, wanted)), strict=True))
        found: dict[Topic, ModelDetail] = {}
        errors: list[ResearchError] = []
        for question in batch.questions:
            page = pages.get(str(repos[question.topic]))
            if isinstance(page, ResearchError):
                errors.append(page)
            else:
                found[question.topic] = self._detail(page, question) if page else NOTHING_KNOWN
        if errors and not found:
            raise next((error for error in errors if isinstance(error, SourceUnavailable)), errors[0])
        return found

    def lasts_seconds(self, detail: ModelDetail) -> float:
        """See Ageing."""
        return self._client.lasts_seconds(is_empty=not detail)

    def card(self, repo: str) -> str | None:
        """The first paragraph of the card of `org/name`, as far as it was fetched."""
        asked = HubRepo.parse(repo)
        return self._pages.card(asked) if asked is not None else None

    def context(self, question: Question) -> str | None:
        """What the brain may be told besides facts: the first paragraph of the card of the question's repository."""
        repo = repo_of(question)
        return self._pages.card(repo) if repo is not None else None

    async def _page_or_error(self, repo: HubRepo) -> HubPage | ResearchError | None:
        try:
            return await self._pages.page(repo)
        except ResearchError as error:
            return error

    def _detail(self, page: HubPage, question: Question) -> ModelDetail:
        values = facts_of(page.document, page.repo, _said(question, "quantization"), _said(question, "format"))
        values["context_length"] = values["context_length"] or context_in(page.config)
        values["homepage"] = f"{self._client.url}/{page.repo}"
        return ModelDetail.said_by(self.name, int(page.fetched_at), values)


def repo_of(question: Question) -> HubRepo | None:
    """The repository that is known, or that the name can be nothing but; None when there is none for sure."""
    return HubRepo.parse(_said(question, "hub_repo"))


def _said(question: Question, field: str) -> str | None:
    """What others than the hub and the brain know, else what the name says."""
    fact = question.known.facts.get(field)
    if fact is not None and fact.source not in {"hub", "brain"}:
        return fact.value if isinstance(fact.value, str) else None
    value = read_name(question.name).get(field)
    return value if isinstance(value, str) else None
