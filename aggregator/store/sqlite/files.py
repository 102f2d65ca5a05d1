"""The files of a store: made for the owner's eyes alone, and moved aside together."""

import os
import time
from pathlib import Path

COMPANIONS = ("", "-wal", "-shm")
"""What SQLite adds to the name of a database for the files that belong to it."""


def make_folder(path: Path) -> None:
    """See that the folder of a file is there; a new one is for its owner alone.

    Raises:
        OSError: it can't be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private(path: Path) -> None:
    """See that a file is there and that nobody else can read it; SQLite gives its companions the same permissions.

    Raises:
        OSError: it can't be made, or not be written to.
    """
    # Not by umask, which belongs to all threads.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(descriptor).st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
    for suffix in COMPANIONS[1:]:
        beside = Path(f"{path}{suffix}")
        if beside.exists():
            beside.chmod(0o600)


def remove(path: Path) -> None:
    """Remove a database and its companions, those that are there."""
    for suffix in COMPANIONS:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def successor_of(path: Path) -> Path:
    """Where the file is built that is to take the place of a damaged one."""
    return Path(f"{path}.new")


def swap(path: Path, wall_seconds: float) -> Path:
    """Move a database aside and put its finished successor in its place; where the old one lies now."""
    aside = _free_name(path, time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(wall_seconds)))
    for suffix in reversed(COMPANIONS):  # the log first: a new database must never find an old one's log
        if Path(f"{path}{suffix}").exists():
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    successor_of(path).rename(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)  # the names, too, survive a power cut
    finally:
        os.close(descriptor)
    return aside


def finish_swap(path: Path) -> None:
    """Put the successor in its place if a kill came between the two."""
    if successor_of(path).exists() and not path.exists():
        successor_of(path).rename(path)


def _free_name(path: Path, stamp: str) -> Path:
    name, number = Path(f"{path}.corrupt-{stamp}"), 1
    while name.exists():
        number += 1
        name = Path(f"{path}.corrupt-{stamp}-{number}")
    return name
