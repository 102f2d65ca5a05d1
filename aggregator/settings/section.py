"""Section: one mapping of the file, read key by key as a table of keys says."""

from collections.abc import Callable, Mapping, Set
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from aggregator.settings.nodes import Broken, Entry, Node, Scalar
from aggregator.settings.nodes import Mapping as MappingNode
from aggregator.settings.place import Place
from aggregator.settings.problems import Refused, Wrong, meant, path_below

T = TypeVar("T")


Reader = Callable[[Place], Any]
"""Makes a checked value of a place, or raises Wrong or Refused."""


@attrs.frozen
class Key:
    """What is known about one key: its reader, and the keys below it.

    `required` says what is missing when it is absent. A `private` value never stands in a message. A key with nothing
    behind it counts as absent, and so does one that a variable left empty, unless `null_counts` or `empty_counts`.
    """

    read: Reader
    keys: "Keys" = MappingProxyType({})
    required: str = ""
    private: bool = False
    null_counts: bool = False
    empty_counts: bool = False

    def is_given(self, node: Node) -> bool:
        """Whether there is something to read."""
        if not isinstance(node, Scalar):
            return True
        if node.is_null:
            return self.null_counts
        return self.empty_counts or bool(node.text) or not node.expanded


Keys = Mapping[str, Key]


@attrs.frozen
class Section:
    """What was read of a mapping: the good values, the keys that were not good, and the line of each key."""

    place: Place
    values: Mapping[str, Any]
    failed: Set[str]
    lines: Mapping[str, int]

    def complain(self, key: str, wrong: str, right: str) -> None:
        """Write down a fault that only shows when keys are seen together."""
        line = self.lines.get(key, self.place.node.line)
        self.place.reading.problems.add(line, path_below(self.place.path, key), wrong, right)

    def given(self, *names: str) -> dict[str, Any]:
        """The values of those of the keys that are there, so that defaults serve for the others."""
        return {name: self.values[name] for name in names if name in self.values}

    def must_be_good(self) -> None:
        """Raises Refused when a key was not good or is missing."""
        if self.failed:
            raise Refused


def read_section(place: Place, keys: Keys) -> Section:
    """Read every key, whatever is wrong with the others."""
    values: dict[str, Any] = {}
    failed: set[str] = set()
    lines: dict[str, int] = {}
    for entry in _entries(place):
        if not (key := keys.get(entry.key)):
            _complain_about_unknown(entry, place, keys)
            continue
        lines[entry.key] = entry.value.line
        if not key.is_given(entry.value):
            continue
        below = Place(entry.value, path_below(place.path, entry.key), place.reading, place.private or key.private)
        try:
            values[entry.key] = below.attempt(key.read)
        except Refused:
            failed.add(entry.key)
    section = Section(place, MappingProxyType(values), failed, lines)
    for name, key in keys.items():
        if key.required and name not in values and name not in failed:
            section.complain(name, "is missing", key.required)
            failed.add(name)
    return section


def section_of(make: Callable[..., T], keys: Keys) -> Callable[[Place], T]:
    """A reader of sections whose keys are the arguments of `make`, which knows the defaults."""

    def read(place: Place) -> T:
        section = read_section(place, keys)
        section.must_be_good()
        return make(**section.values)

    return read


def _entries(place: Place) -> tuple[Entry, ...]:
    if isinstance(place.node, MappingNode):
        return place.node.entries
    if isinstance(place.node, Scalar) and place.node.is_null:
        return ()
    if isinstance(place.node, Broken):
        raise Refused
    raise Wrong("must be a section", "lines of key: value")


def _complain_about_unknown(entry: Entry, place: Place, keys: Keys) -> None:
    before_colon = entry.key.partition(":")[0].strip()
    if entry.key == "<<":
        right = "no merge keys; write the values out"
    elif before_colon != entry.key and before_colon in keys:
        right = f"a blank after the colon of {before_colon}:"
    else:
        right = meant(entry.key, keys)
    place.reading.problems.add(entry.line, path_below(place.path, entry.key), "unknown key", right)
