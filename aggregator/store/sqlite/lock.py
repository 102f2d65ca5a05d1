"""FileLock: two processes never use one store."""

import fcntl
import os
from pathlib import Path

from aggregator.errors import StartError


class FileLock:
    """An exclusive lock on a file beside the database; the system frees it when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take it, if it is not held already.

        Raises:
            StartError: another process has it.
            OSError: there is no way to find out.
        """
        if self._descriptor is not None:
            return
        descriptor = os.open(f"{self._database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            if isinstance(error, BlockingIOError):
                raise StartError(f"{self._database} is in use by another process") from None
            raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others have it. The file stays: to remove it would let two processes lock two files of one name."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
