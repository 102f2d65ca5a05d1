"""FlowLog: says in the log when a provider begins to fail and when it is back; one that flaps is said once a minute."""

import structlog

from aggregator.discovery.flapping import Flapping
from aggregator.discovery.provider_life import Flow, ProviderLife


class FlowLog:
    """Remembers what was said; the catalogue is told of every change by somebody else."""

    def __init__(self, log: structlog.stdlib.BoundLogger) -> None:
        self._log = log
        self._said: dict[str, ProviderLife] = {}
        self._flapping: dict[str, Flapping] = {}

    def forget(self, name: str) -> None:
        """That provider is gone."""
        self._said.pop(name, None)
        self._flapping.pop(name, None)

    def changed(self, before: ProviderLife, after: ProviderLife, now: float) -> None:
        """What is known of a provider changed at `now` (monotonic seconds)."""
        name = after.provider.name
        flapping = self._flapping.get(name, Flapping())
        if after.flow_since(before) is not Flow.SAME:
            self._flapping[name] = flapping = flapping.changed(now)
        said = self._said.get(name, before)
        if after.flow_since(said) is not Flow.SAME:
            if flapping.holds_back(now):
                return
            self._flapping[name] = flapping.told(now)
            self._say(said, after)
        self._said[name] = after

    def _say(self, before: ProviderLife, after: ProviderLife) -> None:
        name, error = after.provider.name, after.last_error
        if not after.consecutive_failures:
            self._log.info("provider_recovered", provider=name, failed_polls=before.consecutive_failures)
        elif error is not None:
            self._log.warning("provider_failed", provider=name, state=after.state, kind=error.kind, error=error.message)
