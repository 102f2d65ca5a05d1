"""Sources from outside: what other packages register under the entry point group `llm_aggregator.sources`."""

import re
from collections.abc import Callable, Container, Iterable
from importlib.metadata import EntryPoint
from typing import Any, Final

import attrs
import structlog

from aggregator.data.fact import SOURCES
from aggregator.data.foreign_text import one_line
from aggregator.http_client import Fetch
from aggregator.research.sources.cache import SourceCache
from aggregator.research.sources.source import Scope, Source

GROUP: Final = "llm_aggregator.sources"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
log = structlog.get_logger("aggregator.research.sources")


@attrs.frozen
class SourceContext:
    """All that a source from outside is given; it holds no settings and no secrets of others.

    `wall_seconds` tells the time since 1970 (UTC); `batch_size` is what the operator likes, to be used or not.
    """

    fetch: Fetch
    wall_seconds: Callable[[], float]
    cache: SourceCache
    batch_size: int


def sources_from_outside(entry_points: Iterable[EntryPoint], context: SourceContext) -> tuple[Source, ...]:
    """The sources that the entry points build; one that breaks, or is no source, is logged and left out."""
    found: dict[str, Source] = {}
    for entry_point in sorted(entry_points, key=lambda each: (each.name, each.value)):
        try:
            source = _checked(entry_point.load()(context), found)
        except Exception as error:  # noqa: BLE001 - anybody's code; it must not keep the service from its work
            reason = one_line(f"{type(error).__name__}: {error}", 200)
            log.warning("source_plugin_failed", plugin=one_line(entry_point.name, 80), error=reason)
        else:
            found[source.name] = source
    return tuple(found.values())


def _checked(source: Any, taken: Container[str]) -> Source:
    if not isinstance(source.name, str) or not _NAME.fullmatch(source.name):
        raise ValueError("its name must be of small letters, digits, _ and -")
    if source.name in SOURCES:
        raise ValueError(f"{source.name!r} is the name of a built-in source")
    if source.name in taken:
        raise ValueError(f"another plug-in has the name {source.name!r}, too")
    if not isinstance(source.scope, Scope):
        raise TypeError("its scope must be a Scope")
    for word in ("batch_size", "concurrency"):
        number = getattr(source, word)
        if not isinstance(number, int) or number < 1:
            raise ValueError(f"its {word} must be a whole number from 1 on")
    if not callable(source.research):
        raise TypeError("its research must be a coroutine function")
    checked: Source = source
    return checked
