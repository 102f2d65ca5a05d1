"""CatalogueSource: what a public catalogue of models says about a model of exactly that name."""

from collections.abc import Callable, Mapping

from aggregator.data.batch import Batch, Question, Topic
from aggregator.data.model_detail import ModelDetail
from aggregator.http_client import Fetch
from aggregator.research.sources.cache import SourceCache
from aggregator.research.sources.catalogue.edition import Edition, Editions
from aggregator.research.sources.catalogue.from_file import EditionsFromFile
from aggregator.research.sources.catalogue.from_url import EditionsFromUrl
from aggregator.research.sources.source import Scope
from aggregator.settings.settings import CatalogueSettings


class CatalogueSource:
    """A research source, see aggregator/research/sources/source.py. Used on the loop alone."""

    name = "catalogue"
    scope = Scope.MODEL  # a price holds for one provider
    batch_size = 500
    concurrency = 1

    def __init__(
        self, settings: CatalogueSettings, fetch: Fetch, wall_seconds: Callable[[], float], cache: SourceCache
    ) -> None:
        self._ttl_seconds = settings.ttl_seconds
        self._editions: Editions = (
            EditionsFromFile(settings.path)
            if settings.path is not None
            else EditionsFromUrl(settings.url, settings.ttl_seconds, fetch, wall_seconds, cache)
        )

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """An answer for every topic, an empty one where the catalogue has no such model."""
        if not batch.questions:
            return {}
        edition = await self._editions.current()
        return {question.topic: self._detail(edition, question) for question in batch.questions}

    def lasts_seconds(self, detail: ModelDetail) -> float:  # noqa: ARG002 - what is absent may come with each edition
        """See Ageing."""
        return self._ttl_seconds

    def _detail(self, edition: Edition, question: Question) -> ModelDetail:
        provider = question.places[0].provider if question.places else None
        return ModelDetail.said_by(self.name, int(edition.as_of), edition.index.values(question.name, provider))
