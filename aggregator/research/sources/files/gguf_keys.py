"""The names by which programs call a GGUF model, from where its files lie."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from aggregator.research.sources.files.gguf_set import ENDING
from aggregator.research.sources.hub_repo import HubRepo
from aggregator.research.sources.model_key import model_key

_SHARD: Final = re.compile(r"-[0-9]{5}-of-[0-9]{5}$")
_OF_A_QUANTISER: Final = "-gguf"
_IN_LLAMA_CPPS_CACHE: Final = re.compile(r"([^_/]+)_([^/]+?-GGUF)_[^/]+", re.IGNORECASE)


def paths_by_key(paths: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The files behind each name, in small letters: those of one model, maybe in several quantizations."""
    models: dict[str, list[str]] = {}
    folders: dict[str, set[str]] = {}
    for path in paths:
        whole = _SHARD.sub("", path[: -len(ENDING)])
        models.setdefault(whole, []).append(path)
        folder, _, stem = whole.rpartition("/")
        folders.setdefault(folder, set()).add(model_key(stem))
    found: dict[str, dict[str, None]] = {}
    for whole, files in models.items():
        is_alone = len(folders[whole.rpartition("/")[0]]) == 1
        for key in (*_keys_of_files(whole, files), *(_keys_of_folder(whole) if is_alone else ())):
            found.setdefault(key.casefold(), {}).update(dict.fromkeys(files))
    return {key: tuple(files) for key, files in found.items()}


def _keys_of_files(whole: str, files: Iterable[str]) -> Iterator[str]:
    """Path and file name, with and without ending; a server may name the first shard for all."""
    stem = whole.rpartition("/")[2]
    yield from (whole, whole + ENDING, stem, stem + ENDING)
    for path in files:
        file = path.rpartition("/")[2]
        yield from (path, path[: -len(ENDING)], file, file[: -len(ENDING)])
    match = _IN_LLAMA_CPPS_CACHE.fullmatch(whole)  # <org>_<repository>_<file>
    repo = HubRepo.parse(f"{match[1]}/{match[2]}") if match else None
    if repo is not None:
        yield str(repo)


def _keys_of_folder(whole: str) -> Iterator[str]:
    """A folder per model; LM Studio shows it without its publisher, or without the `-GGUF` of its repository."""
    folder = whole.rpartition("/")[0]
    above, _, name = folder.rpartition("/")
    for each in (name, _without_mark(name)) if name else ():
        yield each
        if above:
            yield f"{above}/{each}"


def _without_mark(name: str) -> str:
    return name[: -len(_OF_A_QUANTISER)] if name.lower().endswith(_OF_A_QUANTISER) else name
