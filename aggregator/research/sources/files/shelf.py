"""Shelf: one folder of model files, asked in the three ways in which programs lay them out."""

from collections.abc import Callable

from aggregator.data.batch import Question
from aggregator.research.sources.files.gguf_tree import GgufTree
from aggregator.research.sources.files.hub_cache import HubCache
from aggregator.research.sources.files.known_headers import KnownHeaders
from aggregator.research.sources.files.models_folder import ModelsFolder
from aggregator.research.sources.files.ollama_store import OllamaStore


class Shelf:
    """Used on one thread at a time, never on the loop: a disk may take its time."""

    def __init__(self, folder: ModelsFolder, headers: KnownHeaders, wall_seconds: Callable[[], float]) -> None:
        self.folder = folder
        self._ollama = OllamaStore(folder, headers)
        self._hub_cache = HubCache(folder, headers)
        self._tree = GgufTree(folder, headers, wall_seconds)

    def refresh(self) -> None:
        """See what is there now."""
        self._tree.refresh()

    def look_up(self, question: Question) -> dict[str, object]:
        """What the files of the question's model say; empty when there are none for sure."""
        hub_repo, quantization = _said(question, "hub_repo"), _said(question, "quantization")
        found = (
            self._ollama.look_up(question.name)
            or self._hub_cache.look_up(question.name, hub_repo, quantization)
            or self._tree.look_up(question.name, quantization)
        )
        known_format = _said(question, "format")
        return found if known_format in {None, found.get("format")} else {}


def _said(question: Question, field: str) -> str | None:
    """What the server knows: only it can tell which of several files it has in hand."""
    fact = question.known.facts.get(field)
    return fact.value if fact is not None and fact.source == "server" and isinstance(fact.value, str) else None
