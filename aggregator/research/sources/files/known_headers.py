"""KnownHeaders: GGUF headers that were read already, by file, size and time of change."""

from collections import OrderedDict
from typing import Final

from aggregator.research.sources.files.gguf_header import GgufHeader, read_header
from aggregator.research.sources.files.gguf_stream import BadGguf
from aggregator.research.sources.files.models_folder import ModelFile

_MOST_KEPT: Final = 500


class KnownHeaders:
    """Reads each file once, as long as nobody writes to it. Used on one thread at a time."""

    def __init__(self) -> None:
        self._headers: OrderedDict[ModelFile, GgufHeader | None] = OrderedDict()

    def header(self, file: ModelFile) -> GgufHeader | None:
        """The header; None when the file is none of GGUF, or not (yet) whole."""
        if file in self._headers:
            self._headers.move_to_end(file)
            return self._headers[file]
        header = _read(file)
        self._headers[file] = header
        if len(self._headers) > _MOST_KEPT:
            self._headers.popitem(last=False)
        return header


def _read(file: ModelFile) -> GgufHeader | None:
    try:
        with file.open() as opened:
            header = read_header(opened)
            is_whole = header.file_bytes <= file.size_bytes and file.is_unchanged(opened)
    except (OSError, BadGguf):
        return None
    return header if is_whole else None
