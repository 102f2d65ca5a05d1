"""Exposition: the registry, and the text that Prometheus reads."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.gc_collector import GCCollector
from prometheus_client.registry import Collector

from aggregator.api.metrics.families import all_families
from aggregator.api.metrics.seen import Seen

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Exposition:
    """A registry of its own, with the usual `process_` and `python_` metrics besides ours."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self._latest = _Latest()
        self._registry.register(self._latest)

    def text(self, seen: Seen) -> bytes:
        """Everything as text. One call at a time."""
        self._latest.seen = seen
        return generate_latest(self._registry)


class _Latest(Collector):
    def __init__(self) -> None:
        self.seen: Seen | None = None

    def collect(self) -> Iterable[Metric]:
        return () if self.seen is None else all_families(self.seen)
