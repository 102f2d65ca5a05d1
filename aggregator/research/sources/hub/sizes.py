"""How large the files of a repository are: those of one quantization, whole sets only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from aggregator.data.quantization import GGUF_TYPES
from aggregator.research.sources.name.quantization import quantization_of
from aggregator.research.sources.shards import Shards, grouped

_WEIGHTS: Final = re.compile(r"model(?:-[0-9]{5}-of-[0-9]{5})?\.safetensors")
_NO_MODEL: Final = re.compile(r"mmproj|imatrix|(?:^|[-_./])(?:draft|lora)(?![a-z])", re.IGNORECASE)


def sizes_by_file(siblings: object) -> dict[str, int]:
    """The files of a repository whose size is told."""
    return dict(_files(siblings if isinstance(siblings, list) else []))


def size_of(files: Mapping[str, int], file_format: str | None, quantization: str | None) -> int | None:
    """Bytes of the model in that format and quantization; None when that is not one clear, whole set of files."""
    if file_format == "gguf":
        return _size_of_gguf(files, quantization)
    if file_format in {"safetensors", "mlx"} and quantization not in GGUF_TYPES:
        return _bytes(grouped((name, size) for name, size in files.items() if _WEIGHTS.fullmatch(name)).values())
    return None


def _size_of_gguf(files: Mapping[str, int], quantization: str | None) -> int | None:
    models = grouped(
        (name, size) for name, size in files.items() if name.lower().endswith(".gguf") and not _NO_MODEL.search(name)
    )
    if quantization is None:
        return _bytes(models.values())
    return _bytes(shards for name, shards in models.items() if _quantization_in(name) == quantization)


def _quantization_in(path: str) -> str | None:
    folder, _, file = path.rpartition("/")
    return quantization_of(file[: -len(".gguf")]) or quantization_of(folder.rpartition("/")[2])


def _bytes(candidates: Iterable[Shards[int]]) -> int | None:
    found = list(candidates)
    return sum(found[0].parts) if len(found) == 1 and found[0].is_complete else None


def _files(siblings: list[Any]) -> Iterator[tuple[str, int]]:
    for sibling in siblings:
        match sibling:
            case {"rfilename": str(name), "size": int(size)} if size >= 0:
                yield name, size
