"""Place: one value of the file with where it stands, for whoever reads it."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

import attrs

from aggregator.data.foreign_text import one_line
from aggregator.settings.nodes import Broken, Items, Node, Scalar
from aggregator.settings.problems import Problems, Refused, Wrong

_LONGEST_SHOWN = 20

T = TypeVar("T")


@attrs.frozen
class Reading:
    """What all parts of one reading share. `key_files` grows while files that hold a key are read."""

    folder: Path
    known_sources: Collection[str]
    problems: Problems
    key_files: list[Path] = attrs.field(factory=list)


@attrs.frozen
class Place:
    """A value of the file, and where it stands."""

    node: Node
    path: str
    reading: Reading
    private: bool = False

    def scalar(self) -> Scalar:
        """The value itself, where a list or a mapping would be wrong."""
        if isinstance(self.node, Broken):
            raise Refused
        if not isinstance(self.node, Scalar):
            raise Wrong("must be a single value", "no list and no mapping")
        return self.node

    def items(self) -> Iterator["Place"]:
        """The places of a list's items, without those that a variable left empty."""
        if isinstance(self.node, Broken):
            raise Refused
        if not isinstance(self.node, Items):
            raise Wrong("must be a list", "lines that begin with -, or [a, b]")
        for number, item in enumerate(self.node.items):
            if not (isinstance(item, Scalar) and item.expanded and not item.text):
                yield attrs.evolve(self, node=item, path=f"{self.path}[{number}]")

    @property
    def shown(self) -> str:
        """The value for a message; what may be a secret is not repeated (keys are long)."""
        if self.private or not isinstance(self.node, Scalar) or self.node.expanded:
            return "the value"
        text = self.node.text
        if len(text) > _LONGEST_SHOWN or "@" in text or "://" in text:
            return "the value"
        return one_line(text, _LONGEST_SHOWN) if self.node.plain else f'"{one_line(text, _LONGEST_SHOWN)}"'

    def attempt(self, read: Callable[["Place"], T]) -> T:
        """What `read` makes of it; a fault is written down before it goes on as Refused."""
        try:
            return read(self)
        except Wrong as error:
            self.reading.problems.add(self.node.line, self.path, error.wrong, error.right)
            raise Refused from None


def each(read: Callable[[Place], T]) -> Callable[[Place], tuple[T, ...]]:
    """A reader of lists whose items `read` reads; all items are read, whatever is wrong with the others."""

    def read_items(place: Place) -> tuple[T, ...]:
        found = []
        failed = False
        for item in place.items():
            try:
                found.append(item.attempt(read))
            except Refused:
                failed = True
        if failed:
            raise Refused
        return tuple(found)

    return read_items
