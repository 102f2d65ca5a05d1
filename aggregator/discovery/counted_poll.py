"""CountedPoll: a Poll that counts: how each ended, and how long it took."""

from aggregator.counters import Counters
from aggregator.data.clock import Clock
from aggregator.data.poll_outcome import PollAnswer, PollFailure, PollOutcome
from aggregator.data.provider import Provider
from aggregator.discovery.provider_client import Poll
from aggregator.http_client import Limits


class CountedPoll:
    """Counts `polls` by provider and outcome, and `poll_seconds`; a poll that was called off counts as nothing."""

    def __init__(self, poll: Poll, counters: Counters, clock: Clock) -> None:
        self._poll = poll
        self._counters = counters
        self._clock = clock

    async def __call__(
        self, provider: Provider, last: PollAnswer | None, limits: Limits, max_models: int
    ) -> PollOutcome:
        """See Poll."""
        began = self._clock.monotonic_seconds()
        outcome = await self._poll(provider, last, limits, max_models)
        self._counters.add("poll_seconds_sum", by=self._clock.monotonic_seconds() - began)
        self._counters.add("poll_seconds_count")
        kind = outcome.kind if isinstance(outcome, PollFailure) else "ok"
        self._counters.add("polls", provider.name, kind)
        return outcome
