"""ModelsFolder: the folder that an operator named, of which nothing is read but plain files that really lie in it."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

import attrs

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@attrs.frozen
class ModelFile:
    """A plain file; `path` has no symlink left in it. Equal while nobody wrote to it."""

    path: Path
    size_bytes: int
    modified_ns: int

    def open(self) -> BinaryIO:
        """Open it for reading.

        Raises:
            OSError: it is no longer the plain file that it was.
        """
        file = os.fdopen(os.open(self.path, _FLAGS), "rb", buffering=65_536)
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise OSError("is no plain file")
        return file

    def is_unchanged(self, file: BinaryIO) -> bool:
        """Whether the opened file is still as large and as old."""
        status = os.fstat(file.fileno())
        return (status.st_size, status.st_mtime_ns) == (self.size_bytes, self.modified_ns)


@attrs.frozen
class ModelsFolder:
    """`path` is resolved. Symlinks are followed as long as they stay inside."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> "ModelsFolder":
        """The folder at `path`.

        Raises:
            OSError: there is no such folder, or it can't be read.
        """
        folder = path.resolve(strict=True)
        with os.scandir(folder):
            return cls(folder)

    def file(self, relative: str | Path) -> ModelFile | None:
        """The plain file there; None when there is none, or when it lies somewhere else."""
        try:
            real = (self.path / relative).resolve(strict=True)
            status = real.stat()
        except (OSError, ValueError, RuntimeError):  # RuntimeError: symlinks in a circle, until Python 3.12
            return None
        if not (real.is_relative_to(self.path) and stat.S_ISREG(status.st_mode)):
            return None
        return ModelFile(real, status.st_size, status.st_mtime_ns)

    def folder(self, relative: str | Path) -> Path | None:
        """The folder there, resolved; None when there is none, or when it lies somewhere else."""
        try:
            real = (self.path / relative).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            return None
        return real if real.is_relative_to(self.path) and real.is_dir() else None

    def read_small(self, relative: str | Path, most_bytes: int = 1024 * 1024) -> bytes | None:
        """A small file's bytes; None when it is absent, can't be read, or is larger than that."""
        file = self.file(relative)
        if file is None or file.size_bytes > most_bytes:
            return None
        try:
            with file.open() as opened:
                body = opened.read(most_bytes + 1)
        except OSError:
            return None
        return body if len(body) <= most_bytes else None
