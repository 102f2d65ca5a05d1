"""GgufStream: the values that a GGUF file is made of, read one by one within fixed limits."""

import struct
from typing import BinaryIO, Final

MOST_BYTES: Final = 64 * 1024 * 1024
_MOST_STRINGS: Final = 4_000_000  # a vocabulary with its merges has half a million
_MOST_TEXT: Final = 256 * 1024

_STRING: Final = 8
_ARRAY: Final = 9
_SCALARS: Final = {
    number: struct.Struct(f"<{letter}")
    for number, letter in zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True)
}

Scalar = str | int | float | bool


class BadGguf(Exception):
    """This is no GGUF file, not a whole one, or one that claims absurd things."""


class GgufStream:
    """A stream that counts what is taken from it, and stops: everything in it may be a lie."""

    def __init__(self, stream: BinaryIO) -> None:
        self.position = 0
        self._stream = stream
        self._strings_left = _MOST_STRINGS

    def take(self, count: int) -> bytes:
        """So many bytes; BadGguf where the file or the patience ends before."""
        self._count(count)
        taken = self._stream.read(count)
        if len(taken) < count:
            raise BadGguf("ends within its header")
        return taken

    def skip(self, count: int) -> None:
        """Leave out so many bytes."""
        self._count(count)
        self._stream.seek(count, 1)  # beyond the end, the next `take` notices

    def u32(self) -> int:
        """An unsigned number of 4 bytes."""
        return int.from_bytes(self.take(4), "little")

    def u64(self) -> int:
        """An unsigned number of 8 bytes."""
        return int.from_bytes(self.take(8), "little")

    def length(self, most: int) -> int:
        """The length of the text that follows."""
        count = self.u64()
        if count > most:
            raise BadGguf("claims an absurdly long text")
        return count

    def value(self, kind: int) -> Scalar | None:
        """The value that follows; None for one that is skipped: arrays, and texts larger than all that are used."""
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            self._skip_array()
            return None
        if kind not in _SCALARS:
            raise BadGguf("has a value of an unknown type")
        scalar = _SCALARS[kind]
        value: Scalar = scalar.unpack(self.take(scalar.size))[0]
        return value

    def _text(self) -> str | None:
        count = self.length(MOST_BYTES)
        if count > _MOST_TEXT:
            self.skip(count)
            return None
        return self.take(count).decode("utf-8", "replace")

    def _skip_array(self) -> None:
        kind, count = self.u32(), self.u64()
        if kind in _SCALARS:
            self.skip(count * _SCALARS[kind].size)
        elif kind == _STRING and count <= self._strings_left:
            self._strings_left -= count
            for _ in range(count):
                self.skip(self.length(MOST_BYTES))
        else:
            raise BadGguf("has an absurd array")

    def _count(self, count: int) -> None:
        self.position += count
        if self.position > MOST_BYTES:
            raise BadGguf("has an absurdly large header")
