"""EditionsFromFile: the catalogue in a file, read again when the file changed."""

import asyncio
import os
from pathlib import Path

import structlog

from aggregator.errors import SourceUnavailable
from aggregator.research.sources.catalogue.edition import Edition
from aggregator.research.sources.catalogue.index import MOST_BYTES, CatalogueIndex, NotACatalogue

_Version = tuple[int, int, int]
log = structlog.get_logger("aggregator.research.catalogue")


class EditionsFromFile:
    """See Editions. Used on the loop; reading and parsing happen on another thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version: _Version | None = None
        self._edition: Edition | None = None
        self._is_failing = False
        self._lock = asyncio.Lock()

    async def current(self) -> Edition:
        """See Editions."""
        async with self._lock:
            try:
                read = await asyncio.to_thread(_read_if_changed, self._path, self._version)
            except (OSError, NotACatalogue) as error:
                return self._last_good(_reason(error))
            self._is_failing = False
            if read is not None:
                self._version, self._edition = read
            if self._edition is None:
                raise SourceUnavailable("the file of the catalogue was never read")
            return self._edition

    def _last_good(self, reason: str) -> Edition:
        if self._edition is None:
            raise SourceUnavailable(f"the file of the catalogue can't be used: {reason}")
        if not self._is_failing:
            log.warning("catalogue_not_renewed", error=reason)
        self._is_failing = True
        return self._edition


def _read_if_changed(path: Path, version: _Version | None) -> tuple[_Version, Edition] | None:
    if not path.is_file():  # never open a pipe, which would wait for a writer
        raise NotACatalogue("there is no such file")
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        current = (status.st_mtime_ns, status.st_size, status.st_ino)
        if current == version:
            return None
        body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise NotACatalogue(f"it is larger than {MOST_BYTES} bytes")
    return current, Edition(CatalogueIndex.parse(body), status.st_mtime)


def _reason(error: OSError | NotACatalogue) -> str:
    return (error.strerror or "it can't be read").lower() if isinstance(error, OSError) else str(error)
