"""Nodes: the file as a tree of plain values, each of which knows its line."""

import attrs

from aggregator.settings.yaml_types import resolve


@attrs.frozen
class Scalar:
    """A single value. `plain`: without quotes; `expanded`: a variable went into it, so nobody may see it."""

    line: int
    text: str
    plain: bool
    expanded: bool

    @property
    def is_null(self) -> bool:
        """Whether nothing stands there, or `null`, or `~`."""
        return self.plain and not self.expanded and resolve(self.text) is None


@attrs.frozen
class Entry:
    """One key with its value."""

    line: int
    key: str
    value: "Node"


@attrs.frozen
class Mapping:
    """`key: value` lines, in the order of the file; a key that is there twice is here twice."""

    line: int
    entries: tuple[Entry, ...]


@attrs.frozen
class Items:
    """A list."""

    line: int
    items: tuple["Node", ...]


@attrs.frozen
class Broken:
    """Something that can't be used and about which a problem is written down already."""

    line: int


Node = Scalar | Mapping | Items | Broken
