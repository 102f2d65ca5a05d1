"""HubCache: the cache of the Hugging Face Hub's own library, which vLLM, llama.cpp and many others fill."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from aggregator.research.sources.files.gguf_set import chosen, gguf_sets
from aggregator.research.sources.files.known_headers import KnownHeaders
from aggregator.research.sources.files.models_folder import ModelFile, ModelsFolder
from aggregator.research.sources.hub_repo import HubRepo
from aggregator.research.sources.json_object import json_object
from aggregator.research.sources.shards import grouped
from aggregator.research.sources.transformers_config import context_in, family_in

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_WEIGHTS: Final = re.compile(r"model(?:-[0-9]{5}-of-[0-9]{5})?\.safetensors")
_PREFIXES: Final = ("huggingface.co/", "hf.co/")
_MOST_FILES: Final = 2000


class HubCache:
    """`models--org--name/snapshots/<commit>/…`, links into `blobs/`, at the top of a folder or in its `hub/`."""

    def __init__(self, folder: ModelsFolder, headers: KnownHeaders) -> None:
        self._folder = folder
        self._headers = headers

    def look_up(self, name: str, hub_repo: str | None, quantization: str | None) -> dict[str, object]:
        """Facts about `org/name` or `org/name:Q4_K_M`, else about `hub_repo`; empty when that is absent or unclear."""
        for prefix in _PREFIXES:
            name = name.removeprefix(prefix)
        plain, _, tag = name.partition(":")
        for repo in (HubRepo.parse(plain), HubRepo.parse(hub_repo)):
            snapshot = self._snapshot(repo) if repo is not None else None
            if repo is not None and snapshot is not None:
                files = dict(self._files(snapshot))
                facts = self._gguf(files, tag, quantization) or self._safetensors(files, snapshot)
                return {**facts, "publisher": repo.org, "hub_repo": str(repo)} if facts else {}
        return {}

    def _snapshot(self, repo: HubRepo) -> Path | None:
        """The commit that `refs/main` names, or the only one that there is."""
        for above in ("", "hub"):
            home = self._folder.folder(Path(above) / f"models--{repo.org}--{repo.name}")
            if home is None:
                continue
            commit = (self._folder.read_small(home / "refs" / "main", 100) or b"").decode("ascii", "replace").strip()
            if _COMMIT.fullmatch(commit):
                return self._folder.folder(home / "snapshots" / commit)
            snapshots = self._folder.folder(home / "snapshots")
            commits = [each for each in _names_in(snapshots) if _COMMIT.fullmatch(each)] if snapshots else []
            if snapshots and len(commits) == 1:
                return self._folder.folder(snapshots / commits[0])
        return None

    def _files(self, snapshot: Path) -> Iterator[tuple[str, ModelFile]]:
        """The files of a snapshot and of its folders, as far as their blobs are really there."""
        found = 0
        for folder, below, names in os.walk(snapshot):
            if len(Path(folder).relative_to(snapshot).parts) > 1:
                below.clear()
            for name in sorted(names):
                found += 1
                if found > _MOST_FILES:
                    return
                path = Path(folder) / name
                if (file := self._folder.file(path)) is not None:
                    yield path.relative_to(snapshot).as_posix(), file

    def _gguf(self, files: Mapping[str, ModelFile], tag: str, quantization: str | None) -> dict[str, object]:
        model = chosen(gguf_sets(files.items()), tag, quantization)
        return model.facts(self._headers) if model is not None else {}

    def _safetensors(self, files: Mapping[str, ModelFile], snapshot: Path) -> dict[str, object]:
        models = list(grouped((name, file) for name, file in files.items() if _WEIGHTS.fullmatch(name)).values())
        if len(models) != 1 or not models[0].is_complete:
            return {}
        blobs = {file.path: file.size_bytes for file in models[0].parts}
        config = json_object(self._folder.read_small(snapshot / "config.json") or b"") or {}
        return {
            "format": "safetensors",
            "size_bytes": sum(blobs.values()),
            "family": family_in(config),
            "context_length": context_in(config),
        }


def _names_in(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
