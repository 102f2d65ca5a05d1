"""Shards: the files of one model that is split as `X-00001-of-00003.gguf`, put together again."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Generic, TypeVar

import attrs

T = TypeVar("T")

_SHARD: Final = re.compile(r"(.+)-([0-9]{5})-of-([0-9]{5})(\.[A-Za-z0-9]{1,20})", re.DOTALL)


@attrs.frozen
class Shards(Generic[T]):
    """The parts in their order; `expected` is how many there have to be."""

    parts: tuple[T, ...]
    expected: int = 1

    @property
    def is_complete(self) -> bool:
        """Whether no part is missing."""
        return len(self.parts) == self.expected


def grouped(files: Iterable[tuple[str, T]]) -> Mapping[str, Shards[T]]:
    """Files by the name that they would have unsplit."""
    found: dict[str, dict[int, T]] = {}
    expected: dict[str, int] = {}
    for name, file in files:
        match = _SHARD.fullmatch(name)
        whole, number, count = (match[1] + match[4], int(match[2]), int(match[3])) if match else (name, 1, 1)
        if 1 <= number <= count:
            found.setdefault(whole, {})[number] = file
            expected[whole] = max(count, expected.get(whole, 0))
    return {whole: Shards(tuple(parts[n] for n in sorted(parts)), expected[whole]) for whole, parts in found.items()}
