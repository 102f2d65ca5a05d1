"""GgufSet: the files of one model in one quantization, and which of several sets is meant."""

from collections.abc import Iterable, Sequence

import attrs

from aggregator.data.quantization import normalise_quantization
from aggregator.research.sources.files.gguf_facts import facts_of
from aggregator.research.sources.files.known_headers import KnownHeaders
from aggregator.research.sources.files.models_folder import ModelFile
from aggregator.research.sources.name.quantization import quantization_of
from aggregator.research.sources.shards import Shards, grouped

ENDING = ".gguf"


@attrs.frozen
class GgufSet:
    """`name` is the path without shard number and ending; `quantization` is what that says."""

    name: str
    shards: Shards[ModelFile]

    @property
    def quantization(self) -> str | None:
        """What the file's name says, else its folder's."""
        folder, _, stem = self.name.rpartition("/")
        return quantization_of(stem) or quantization_of(folder.rpartition("/")[2])

    def facts(self, headers: KnownHeaders) -> dict[str, object]:
        """Size and header of all shards; empty while one is missing or not whole."""
        read = [headers.header(file) for file in self.shards.parts]
        found = [header for header in read if header is not None]
        if not (self.shards.is_complete and found and len(found) == len(read)):
            return {}
        values = facts_of(found)
        size_bytes = sum({file.path: file.size_bytes for file in self.shards.parts}.values())
        return {**values, "size_bytes": size_bytes} if values else {}


def gguf_sets(files: Iterable[tuple[str, ModelFile]]) -> tuple[GgufSet, ...]:
    """The models among these files; `mmproj` files, which belong to one, are left out."""
    models = grouped((path, file) for path, file in files if is_model(path))
    return tuple(GgufSet(name[: -len(ENDING)], shards) for name, shards in models.items())


def is_model(path: str) -> bool:
    """Whether a path looks like a model (or a part of one) in GGUF."""
    file = path.rpartition("/")[2].lower()
    return file.endswith(ENDING) and "mmproj" not in file


def chosen(sets: Sequence[GgufSet], tag: str, quantization: str | None) -> GgufSet | None:
    """The set that a tag means, else the one of that quantization, else the only one; None when that is unclear."""
    wanted = normalise_quantization(tag) if tag else quantization
    if tag and wanted is None:
        return None
    if wanted is not None:
        fitting = [each for each in sets if each.quantization == wanted]
        if len(fitting) == 1:
            return fitting[0]
        if tag or fitting:
            return None
    return sets[0] if len(sets) == 1 else None
