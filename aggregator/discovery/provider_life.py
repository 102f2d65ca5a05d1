"""ProviderLife: one provider's state machine; a pure value, told of each poll and of the time."""

from enum import Enum

import attrs

from aggregator.data.clock import Moment
from aggregator.data.listing import NOTHING_LISTED, ListedModel, Listing
from aggregator.data.poll_outcome import PollAnswer, PollFailure
from aggregator.data.provider import Provider, ProviderKind
from aggregator.data.provider_status import Failure, ProviderState, ProviderStatus
from aggregator.data.records import ListingKept

UNREACHABLE_AFTER_FAILURES = 3
POLLS_KEPT = 30
BAD_ANSWER_KINDS = frozenset({"bad_answer", "too_large", "too_many", "redirect"})


class Flow(Enum):
    """What a poll did to the reputation of a provider, for the log: each is said once."""

    SAME = "same"
    FAILED = "failed"
    RECOVERED = "recovered"


@attrs.frozen
class ProviderLife:
    """What is known of a provider between two polls.

    `listing` is what the catalogue shows; `last_answer` what the last good poll said (they differ while a removal waits
    for its second poll); `suspects` are the names which that poll lacked.
    """

    provider: Provider
    state: ProviderState = ProviderState.UNKNOWN
    since: float = 0.0
    listing: Listing = NOTHING_LISTED
    last_answer: PollAnswer | None = None
    suspects: frozenset[str] = frozenset()
    last_ok: float | None = None
    last_ok_monotonic: float | None = None
    last_error: Failure | None = None
    consecutive_failures: int = 0
    polls: tuple[float | None, ...] = ()

    def under(self, provider: Provider) -> "ProviderLife":
        """The same server under other settings; its next answer is read from the beginning."""
        answer = self.last_answer
        known = answer is not None and provider.kind in {None, answer.kind}
        fresh = attrs.evolve(answer, body_digest=b"") if answer is not None and known else None
        return attrs.evolve(self, provider=provider, last_answer=fresh)

    def remembered(self, kept: ListingKept, now: Moment) -> "ProviderLife":
        """With the listing of before a restart; its age counts for the grace time, a clock set back counts as now."""
        age = max(now.wall - kept.last_ok, 0.0)
        return attrs.evolve(
            self, listing=kept.listing, last_ok=min(kept.last_ok, now.wall), last_ok_monotonic=now.monotonic - age
        )

    def answered(self, answer: PollAnswer, now: Moment) -> "ProviderLife":
        """After a good poll."""
        shown, suspects = _after_removals(self.listing, answer.listing, self.suspects)
        return attrs.evolve(
            self,
            state=ProviderState.OK,
            since=self.since if self.state is ProviderState.OK else now.wall,
            listing=shown,
            last_answer=answer,
            suspects=suspects,
            last_ok=now.wall,
            last_ok_monotonic=now.monotonic,
            consecutive_failures=0,
            polls=self._polls_and(round(answer.latency_ms, 1)),
        )

    def failed(self, failure: PollFailure, now: Moment) -> "ProviderLife":
        """After a failed poll; the models stay."""
        failures = self.consecutive_failures + 1
        state = _state_after(failure, failures)
        return attrs.evolve(
            self,
            state=state,
            since=self.since if self.state is state else now.wall,
            last_error=Failure(failure.kind, failure.message, now.wall),
            consecutive_failures=failures,
            polls=self._polls_and(None),
        )

    def expired(self, now: Moment, grace_seconds: float) -> "ProviderLife":
        """Without its models, when it has been failing for longer than the grace time."""
        if not self.consecutive_failures or not self.listing.models:
            return self
        if self.last_ok_monotonic is not None and now.monotonic - self.last_ok_monotonic < grace_seconds:
            return self
        return attrs.evolve(self, listing=NOTHING_LISTED, last_answer=None, suspects=frozenset())

    def flow_since(self, before: "ProviderLife") -> Flow:
        """Whether it just began to fail, or just recovered."""
        if before.consecutive_failures == 0 and self.consecutive_failures > 0:
            return Flow.FAILED
        if before.consecutive_failures > 0 and self.consecutive_failures == 0:
            return Flow.RECOVERED
        return Flow.SAME

    @property
    def shown_state(self) -> tuple[ProviderState, ProviderKind, float | None]:
        """What the rows of its models show of it."""
        return self.state, self.kind, None if self.state.serves else self.last_ok

    @property
    def kind(self) -> ProviderKind:
        """What it turned out to be, else what the config says."""
        return self.last_answer.kind if self.last_answer else self.provider.kind or ProviderKind.GENERIC

    def status(self, next_poll_at: float | None) -> ProviderStatus:
        """The view for people and programs."""
        answer = self.last_answer
        return ProviderStatus(
            name=self.provider.name,
            url=self.provider.shown.url,
            port=self.provider.shown.port,
            base_url=self.provider.shown.base_url,
            kind=self.kind,
            state=self.state,
            since=self.since,
            models=len(self.listing),
            skipped=answer.skipped if answer else 0,
            last_ok=self.last_ok,
            last_error=self.last_error,
            consecutive_failures=self.consecutive_failures,
            next_poll_at=next_poll_at,
            latency_ms=answer.latency_ms if answer else None,
            polls=self.polls,
        )

    def _polls_and(self, newest: float | None) -> tuple[float | None, ...]:
        return (*self.polls[1 - POLLS_KEPT :], newest)


def too_many_fail(states: list[bool]) -> bool:
    """Whether more than half of at least four providers fail (True = fails): then the fault is likely our own."""
    return len(states) >= 4 and 2 * sum(states) > len(states)


def _state_after(failure: PollFailure, failures: int) -> ProviderState:
    if failure.kind == "auth":
        return ProviderState.AUTH_ERROR
    if failure.kind == "rate_limited":
        return ProviderState.RATE_LIMITED
    if failure.kind in BAD_ANSWER_KINDS:
        return ProviderState.BAD_ANSWER
    return ProviderState.UNREACHABLE if failures >= UNREACHABLE_AFTER_FAILURES else ProviderState.DEGRADED


def _after_removals(old: Listing, new: Listing, suspects: frozenset[str]) -> tuple[Listing, frozenset[str]]:
    """The listing to show, and the names whose removal waits for a second poll."""
    kept = tuple(_first_seen(model, old) for model in new.models)
    suspicious = bool(old.models) and (not new.models or 2 * len(new) < len(old))
    if not suspicious:
        return Listing(kept), frozenset()
    missing = frozenset(old.by_name) - frozenset(new.by_name)
    waiting = tuple(model for model in old.models if model.name in missing - suspects)
    return Listing(kept + waiting), missing - suspects


def _first_seen(model: ListedModel, old: Listing) -> ListedModel:
    before = old.by_name.get(model.name)
    if before is None:
        return model
    return before if before.same_as(model) else model.with_values_first_seen(before)
