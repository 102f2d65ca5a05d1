"""Document: the text of the file as a tree of nodes, without any of YAML's riskier inventions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from aggregator.settings.nodes import Broken, Entry, Items, Node, Scalar
from aggregator.settings.nodes import Mapping as MappingNode
from aggregator.settings.problems import Problems, Refused, Wrong, path_below, shown_key
from aggregator.settings.syntax_error import report_syntax_error
from aggregator.settings.variables import expand, hide_braces, show_braces

DEEPEST = 20
"""Lists and mappings inside each other."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNUSABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_document(text: str, environ: Mapping[str, str], problems: Problems) -> Node:
    """The tree of the file; an empty file is an empty scalar.

    Everything but syntax errors and too deep nesting is written down without stopping. Events are read one by one, so
    that nothing is ever composed that an alias or a tag stands for.

    Raises:
        Refused: the file can't be read to its end; the problem is written down.
    """
    if found := _UNUSABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        problems.add(line, "", "has a control character in it", "printable UTF-8 text")
        raise Refused
    try:
        return _Tree(yaml.parse(hide_braces(text), Loader=_LOADER), environ, problems).read()
    except yaml.YAMLError as error:
        report_syntax_error(error, problems)
        raise Refused from None


class _Tree:
    """Builds the nodes from YAML's events; the methods call each other at most DEEPEST deep."""

    def __init__(self, events: Iterator[Any], environ: Mapping[str, str], problems: Problems) -> None:
        self._events = events
        self._environ = environ
        self._problems = problems

    def read(self) -> Node:
        root: Node = Scalar(1, "", plain=True, expanded=False)
        documents = 0
        for event in self._events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            documents += 1
            if documents > 1:
                self._complain(event, "", "a second YAML document begins here", "one document in one file")
                break
            root = self._node(next(self._events), "", 0)
        return root

    def _node(self, event: Any, path: str, depth: int) -> Node:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            right = "the value itself; a text that begins with * needs quotes"
            self._complain(event, path, "YAML aliases are not allowed", right)
            return Broken(line)
        if event.anchor is not None:
            right = "the value itself wherever it is needed; a text that begins with & needs quotes"
            self._complain(event, path, "YAML anchors are not allowed", right)
        if tagged := event.tag is not None:
            right = "the plain value; a text that begins with ! needs quotes"
            self._complain(event, path, "YAML tags are not allowed", right)
        if isinstance(event, yaml.ScalarEvent):
            return Broken(line) if tagged else self._scalar(event, line, path)
        if depth == DEEPEST:
            self._complain(event, path, "is nested too deeply", f"at most {DEEPEST} levels")
            raise Refused
        node = (self._items if isinstance(event, yaml.SequenceStartEvent) else self._mapping)(line, path, depth + 1)
        return Broken(line) if tagged else node

    def _items(self, line: int, path: str, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, f"{path}[{len(items)}]", depth))
        return Items(line, tuple(items))

    def _mapping(self, line: int, path: str, depth: int) -> Node:
        entries: list[Entry] = []
        first_lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, key_line = self._key(event, path, depth), event.start_mark.line + 1
            below = path if key is None else path_below(path, key)
            value = self._node(next(self._events), below, depth)
            if key is None:
                continue
            if key in first_lines:
                wrong = f"is there twice, first in line {first_lines[key]}"
                self._complain(event, below, wrong, "each key once")
            first_lines.setdefault(key, key_line)
            entries.append(Entry(key_line, key, value))
        return MappingNode(line, tuple(entries))

    def _key(self, event: Any, path: str, depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return show_braces(event.value)
        if isinstance(event, yaml.ScalarEvent):
            path = path_below(path, shown_key(event.value))
        else:
            self._complain(event, path, "has something else than a word as a key", "key: value")
        self._node(event, path, depth)  # reads on to its end, and tells about anchors and tags
        return None

    def _scalar(self, event: Any, line: int, path: str) -> Node:
        try:
            expanded = expand(show_braces(event.value), self._environ)
        except Wrong as error:
            self._complain(event, path, error.wrong, error.right)
            return Broken(line)
        return Scalar(line, expanded.text, plain=event.implicit[0], expanded=expanded.changed)

    def _complain(self, event: Any, path: str, wrong: str, right: str) -> None:
        self._problems.add(event.start_mark.line + 1, path, wrong, right)
