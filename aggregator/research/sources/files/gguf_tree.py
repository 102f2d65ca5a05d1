"""GgufTree: a folder with GGUF files as LM Studio, llama.cpp and people keep them."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from aggregator.research.sources.files.folder_scan import FolderScan
from aggregator.research.sources.files.gguf_keys import paths_by_key
from aggregator.research.sources.files.gguf_set import GgufSet, chosen, gguf_sets
from aggregator.research.sources.files.known_headers import KnownHeaders
from aggregator.research.sources.files.models_folder import ModelsFolder
from aggregator.research.sources.name import read_name

_PATH: Final = re.compile(r"[/~.]{0,2}/|[A-Za-z]:[\\/]")
_WITH_TAG: Final = re.compile(r"(.+)[:@]([^:@/]+)")


class GgufTree:
    """`wall_seconds` tells the time since 1970 (UTC). Used on one thread at a time."""

    def __init__(self, folder: ModelsFolder, headers: KnownHeaders, wall_seconds: Callable[[], float]) -> None:
        self._folder = folder
        self._headers = headers
        self._now = wall_seconds
        self._scan: FolderScan | None = None
        self._by_key: Mapping[str, tuple[str, ...]] = {}

    def look_up(self, name: str, quantization: str | None) -> dict[str, object]:
        """Facts about the model that `name` can be nothing else than; empty when no file fits, or several do."""
        for key in _spellings(name, str(self._folder.path)):
            if key in self._by_key:
                return self._facts(self._by_key[key], "", quantization)
            match = _WITH_TAG.fullmatch(key)
            if match and match[1] in self._by_key:
                return self._facts(self._by_key[match[1]], match[2], quantization)
        return {}

    def refresh(self) -> None:
        """Look whether files came or went; `look_up` goes by what was found here."""
        if self._scan is None or not self._scan.is_current():
            self._scan = FolderScan.of(self._folder.path, self._now())
            self._by_key = paths_by_key(self._scan.paths)

    def _facts(self, paths: Iterable[str], tag: str, quantization: str | None) -> dict[str, object]:
        files = [(path, file) for path in paths if (file := self._folder.file(path)) is not None]
        model = chosen(gguf_sets(files), tag, quantization)
        facts = model.facts(self._headers) if model is not None else {}
        return {**facts, **_folders_say(model)} if facts and model is not None else {}


def _folders_say(model: GgufSet) -> dict[str, object]:
    """LM Studio keeps `publisher/repository/file`."""
    match model.name.split("/"):
        case [publisher, repository, _]:
            return {"publisher": publisher, "hub_repo": read_name(f"{publisher}/{repository}").get("hub_repo")}
        case _:
            return {}


def _spellings(name: str, top: str) -> tuple[str, ...]:
    """The name as it is; of a path also the part below our folder, and the file's name."""
    plain = name.casefold()
    if not _PATH.match(name):
        return (plain,)
    below = plain.removeprefix(f"{top.casefold()}/")
    return (below, plain.replace("\\", "/").rpartition("/")[2])
