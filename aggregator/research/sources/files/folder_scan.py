"""FolderScan: the paths of all GGUF files below a folder, within limits, and whether they may have changed."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from aggregator.research.sources.files.gguf_set import is_model

_DEEPEST: Final = 5
_MOST_FOLDERS: Final = 5000
_MOST_ENTRIES: Final = 100_000
_MOST_FILES: Final = 20_000
_SETTLED_SECONDS: Final = 2.0


@attrs.frozen
class FolderScan:
    """`paths` are relative to the folder; `folders` holds when each folder that was read changed, in nanoseconds."""

    paths: tuple[str, ...]
    folders: Mapping[str, int]
    is_settled: bool

    @classmethod
    def of(cls, top: Path, now: float) -> "FolderScan":
        """Scan, `now` being seconds since 1970 (UTC). Links to folders are not followed."""
        folders: dict[str, int] = {}
        paths: list[str] = []
        entries_left = _MOST_ENTRIES
        waiting = [(str(top), 0)]
        while waiting and len(folders) < _MOST_FOLDERS and entries_left > 0:
            folder, depth = waiting.pop()
            try:
                # Before the names, so that a change between the two shows as one.
                modified_ns = os.stat(folder).st_mtime_ns
                names, below = _read(folder, entries_left)
            except OSError:
                continue
            folders[folder] = modified_ns
            entries_left -= len(names) + len(below)
            paths += (os.path.relpath(os.path.join(folder, name), top) for name in names if is_model(name))
            if depth < _DEEPEST:
                waiting += ((os.path.join(folder, name), depth + 1) for name in below)
        # A folder that changed just now may change again without its time showing it.
        is_settled = all(modified_ns < (now - _SETTLED_SECONDS) * 1e9 for modified_ns in folders.values())
        return cls(tuple(sorted(paths)[:_MOST_FILES]), folders, is_settled)

    def is_current(self) -> bool:
        """Whether no folder changed since."""
        return self.is_settled and all(_modified_ns(folder) == before for folder, before in self.folders.items())


def _read(folder: str, most: int) -> tuple[list[str], list[str]]:
    names: list[str] = []
    below: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if len(names) + len(below) >= most:
                break
            if not entry.is_dir(follow_symlinks=False):
                names.append(entry.name)
            elif not entry.name.startswith((".", "models--")):
                below.append(entry.name)
    return names, below


def _modified_ns(folder: str) -> int | None:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None
