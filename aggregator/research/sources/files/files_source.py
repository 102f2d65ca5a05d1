"""FilesSource: what the files say from which a server on this machine serves its models."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import attrs

from aggregator.data.batch import Batch, Question, Topic
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.errors import ResearchError
from aggregator.research.sources.files.known_headers import KnownHeaders
from aggregator.research.sources.files.models_folder import ModelsFolder
from aggregator.research.sources.files.shelf import Shelf
from aggregator.research.sources.source import Scope

_LASTS_SECONDS: Final = 3600.0
_NOTHING_LASTS_SECONDS: Final = 900.0


@attrs.frozen
class _LookUps:
    """What came of a batch; `unread` are the folders that could not be read."""

    found: Mapping[Topic, ModelDetail]
    unread: tuple[Path, ...]


class FilesSource:
    """A research source, see aggregator/research/sources/source.py. It reads on a thread of its own.

    `folders` by the provider's name; `version` stands for them: with others, everything is looked up anew.
    """

    name = "files"
    scope = Scope.MODEL
    batch_size = 50
    concurrency = 1

    def __init__(self, wall_seconds: Callable[[], float], folders: Mapping[str, Path]) -> None:
        self._now = wall_seconds
        self._folders = dict(folders)
        self.version = str(sorted(self._folders.items()))
        self._headers = KnownHeaders()
        self._shelves: dict[Path, Shelf] = {}
        self._one_at_a_time = threading.Lock()

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """An answer for every topic but those whose folder can't be read; raises as Source.research does."""
        is_over = threading.Event()
        try:
            looked_up = await asyncio.to_thread(self._look_up, batch, is_over)
        finally:
            is_over.set()  # a thread can't be cancelled, but it can be told that nobody waits
        if looked_up.unread and not looked_up.found:
            raise ResearchError(f"the folder {str(looked_up.unread[0])!r} can't be read")
        return looked_up.found

    def lasts_seconds(self, detail: ModelDetail) -> float:
        """See Ageing; a file that is not there may just be on its way."""
        return _LASTS_SECONDS if detail else _NOTHING_LASTS_SECONDS

    def _look_up(self, batch: Batch, is_over: threading.Event) -> _LookUps:
        found: dict[Topic, ModelDetail] = {}
        unread: list[Path] = []
        with self._one_at_a_time:
            self._refresh({path for question in batch.questions for path in self._folders_of(question)})
            for question in batch.questions:
                if is_over.is_set():
                    break
                absent = [path for path in self._folders_of(question) if path not in self._shelves]
                if absent:
                    unread += absent
                else:
                    found[question.topic] = self._detail(question)
        return _LookUps(found, tuple(unread))

    def _refresh(self, paths: Iterable[Path]) -> None:
        for path in paths:
            shelf = self._shelves.pop(path, None)
            try:
                folder = ModelsFolder.at(path)
            except OSError:
                continue
            if shelf is None or shelf.folder != folder:
                shelf = Shelf(folder, self._headers, self._now)
            shelf.refresh()
            self._shelves[path] = shelf

    def _detail(self, question: Question) -> ModelDetail:
        for path in self._folders_of(question):
            if values := self._shelves[path].look_up(question):
                return ModelDetail.said_by(self.name, int(self._now()), values)
        return NOTHING_KNOWN

    def _folders_of(self, question: Question) -> tuple[Path, ...]:
        names = (place.provider.name for place in question.places)
        return tuple(self._folders[name] for name in names if name in self._folders)
