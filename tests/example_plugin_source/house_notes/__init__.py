"""HouseNotes: what a page of our own, a JSON object of notes by model name, says about models."""

from collections.abc import Mapping

import orjson

from aggregator.data.batch import Batch, Topic
from aggregator.data.model_detail import ModelDetail
from aggregator.errors import SourceUnavailable
from aggregator.http_client import HttpError, Limits
from aggregator.research.sources.outside import SourceContext
from aggregator.research.sources.source import Scope

URL = "http://intranet.example/models.json"


class HouseNotes:
    """A research source for llm-aggregator."""

    name = "house-notes"
    scope = Scope.SUBJECT
    batch_size = 100
    concurrency = 1

    def __init__(self, context: SourceContext) -> None:
        self._context = context

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """An answer for every topic, an empty one where there is no note."""
        notes = await self._notes()
        now = int(self._context.wall_seconds())
        return {
            question.topic: ModelDetail.said_by(self.name, now, notes.get(question.name, {}))
            for question in batch.questions
        }

    async def _notes(self) -> dict[str, dict[str, object]]:
        try:
            reply = await self._context.fetch("GET", URL, limits=Limits(timeout_seconds=10))
            notes = orjson.loads(reply.body)
        except (HttpError, orjson.JSONDecodeError) as error:
            raise SourceUnavailable(f"our notes can't be read: {error}") from None
        if reply.status != 200 or not isinstance(notes, dict):
            raise SourceUnavailable(f"our notes can't be read: HTTP {reply.status}")
        return {name: note for name, note in notes.items() if isinstance(note, dict)}
