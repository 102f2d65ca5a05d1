"""A provider's state machine: what each poll does to its state, to its models, and to its grace time."""

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aggregator.data.clock import Moment
from aggregator.data.poll_outcome import PollFailure
from aggregator.data.provider import ProviderKind
from aggregator.data.provider_status import ModelState, ProviderState
from aggregator.data.records import ListingKept
from aggregator.discovery.provider_life import POLLS_KEPT, Flow, ProviderLife, too_many_fail
from tests.factories import answer, failure, listed, listing, provider

GRACE_SECONDS = 86_400.0
TEN = [f"m{number}" for number in range(10)]


def at(seconds):
    return Moment(1_800_000_000.0 + seconds, 1_000.0 + seconds)


def a_life(*outcomes, life=None):
    """The life after these polls, a minute apart."""
    life = life or ProviderLife(provider(), since=at(0).wall)
    for number, outcome in enumerate(outcomes, 1):
        step = life.failed if isinstance(outcome, PollFailure) else life.answered
        life = step(outcome, at(60 * number))
    return life


def names(life):
    return sorted(life.listing.by_name)


# ---- states

STATES = {
    "timeout": "degraded",
    "refused": "degraded",
    "dns": "degraded",
    "tls": "degraded",
    "closed": "degraded",
    "bad_http": "degraded",
    "http_404": "degraded",
    "http_500": "degraded",
    "http_503": "degraded",
    "auth": "auth_error",
    "rate_limited": "rate_limited",
    "bad_answer": "bad_answer",
    "too_large": "bad_answer",
    "too_many": "bad_answer",
    "redirect": "bad_answer",
}


@pytest.mark.parametrize(("kind", "state"), STATES.items())
def test_the_kind_of_a_failure_decides_the_state(kind, state):
    assert a_life(answer("a"), failure(kind)).state == state


@pytest.mark.parametrize(("kind", "state"), STATES.items())
def test_only_what_says_nothing_about_the_reason_becomes_unreachable(kind, state):
    life = a_life(*[failure(kind)] * 5)
    assert life.state == ("unreachable" if state == "degraded" else state)


def test_a_provider_is_unreachable_after_the_third_failure_in_a_row():
    assert [a_life(*[failure()] * times).state for times in range(5)] == [
        "unknown",
        "degraded",
        "degraded",
        "unreachable",
        "unreachable",
    ]


def test_failures_of_all_kinds_count_together():
    assert a_life(failure("auth"), failure("rate_limited"), failure("timeout")).state == "unreachable"


def test_one_good_poll_makes_everything_good():
    life = a_life(*[failure()] * 10, answer("a"))
    assert (life.state, life.consecutive_failures, names(life)) == ("ok", 0, ["a"])


def test_the_last_error_stays_to_be_seen():
    life = a_life(failure("timeout", "too slow"), answer("a"))
    assert attrs.astuple(life.last_error) == ("timeout", "too slow", at(60).wall)


def test_since_tells_when_the_state_began():
    outcomes = [answer("a"), answer("a"), failure(), failure(), failure(), failure(), answer("a")]
    began = [a_life(*outcomes[:number]).since - at(0).wall for number in range(len(outcomes) + 1)]
    assert began == [0, 60, 60, 180, 180, 300, 300, 420]


def test_models_are_available_while_their_provider_serves():
    serving = {state for state in ProviderState if ModelState.under(state) is ModelState.AVAILABLE}
    assert serving == {"ok", "degraded", "rate_limited"}


# ---- what the log is told


@pytest.mark.parametrize(
    ("before", "outcome", "flow"),
    [
        ([], answer(), Flow.SAME),
        ([], failure(), Flow.FAILED),
        ([answer()], failure(), Flow.FAILED),
        ([failure()], failure("auth"), Flow.SAME),
        ([failure()], answer(), Flow.RECOVERED),
        ([failure(), answer()], answer(), Flow.SAME),
    ],
)
def test_failing_and_recovering_are_said_once(before, outcome, flow):
    life = a_life(*before)
    assert a_life(outcome, life=life).flow_since(life) is flow


# ---- models


def test_a_failed_poll_never_removes_a_model():
    assert names(a_life(answer(*TEN), *[failure(kind) for kind in STATES])) == TEN


def test_a_successful_poll_removes_what_is_gone():
    assert names(a_life(answer(*TEN), answer(*TEN[:5], "new"))) == [*TEN[:5], "new"]


@pytest.mark.parametrize("left", [0, 1, 4])
def test_a_list_that_is_empty_or_shrank_by_more_than_half_waits_for_a_second_poll(left):
    once = a_life(answer(*TEN), answer(*TEN[:left]))
    assert names(once) == TEN
    assert names(a_life(answer(*TEN[:left]), life=once)) == TEN[:left]


def test_a_list_that_shrank_by_half_is_believed():
    assert names(a_life(answer(*TEN), answer(*TEN[:5]))) == TEN[:5]


def test_the_only_model_waits_for_a_second_poll_too():
    assert names(a_life(answer("a"), answer())) == ["a"]
    assert names(a_life(answer("a"), answer(), answer())) == []


def test_models_that_come_back_were_never_gone():
    assert names(a_life(answer(*TEN), answer(), answer(*TEN))) == TEN


def test_after_they_came_back_the_doubt_begins_anew():
    assert names(a_life(answer(*TEN), answer(), answer(*TEN), answer())) == TEN


def test_failures_between_the_two_polls_change_nothing():
    assert names(a_life(answer(*TEN), answer("m0"), failure(), failure(), answer("m0"))) == ["m0"]


def test_only_what_lacked_twice_goes():
    life = a_life(answer(*TEN), answer("m0", "m1"), answer("m0", "m2"))
    assert names(life) == ["m0", "m1", "m2"]


def test_what_is_new_comes_at_once_even_while_a_removal_waits():
    assert names(a_life(answer(*TEN), answer("new"))) == [*TEN, "new"]


def test_a_model_keeps_the_entry_it_was_first_seen_with_while_nothing_that_matters_changes():
    first, again, other = (listed("a", created=number, size=size) for number, size in ((1, 1), (2, 1), (3, 2)))
    assert a_life(answer(first), answer(again)).listing.models == (first,)
    assert a_life(answer(first), answer(again), answer(other)).listing.models == (listed("a", created=1, size=2),)


# ---- grace


def test_the_grace_time_counts_from_the_last_good_poll():
    life = a_life(answer("a"), answer("a"), failure())
    assert names(life.expired(at(120 + GRACE_SECONDS - 1), GRACE_SECONDS)) == ["a"]
    assert names(life.expired(at(120 + GRACE_SECONDS), GRACE_SECONDS)) == []


def test_without_grace_the_models_go_at_once():
    assert names(a_life(answer("a"), failure()).expired(at(120), 0)) == []


def test_a_provider_that_answers_never_expires():
    assert names(a_life(answer("a")).expired(at(10**9), 0)) == ["a"]


def test_a_wall_clock_that_jumps_expires_nothing():
    life = a_life(answer("a"), failure())
    assert names(life.expired(Moment(10**10, at(180).monotonic), GRACE_SECONDS)) == ["a"]


def test_models_that_expired_are_back_with_the_next_good_poll():
    life = a_life(answer(*TEN), failure()).expired(at(GRACE_SECONDS * 2), GRACE_SECONDS)
    assert names(a_life(answer("m0"), life=life)) == ["m0"]


@pytest.mark.parametrize(
    ("failing", "of", "too_many"),
    [(0, 0, False), (1, 1, False), (3, 3, False), (2, 4, False), (3, 4, True), (3, 6, False), (4, 6, True)],
)
def test_more_than_half_of_at_least_four_are_too_many_to_be_true(failing, of, too_many):
    assert too_many_fail([True] * failing + [False] * (of - failing)) == too_many


# ---- after a restart


def test_what_was_kept_is_shown_and_its_age_counts_for_the_grace_time():
    kept = ListingKept("desk", "http://10.0.0.1:8080", listing("a"), at(0).wall - 1_000)
    life = a_life(failure(), life=ProviderLife(provider()).remembered(kept, at(0)))
    assert (names(life), life.last_ok) == (["a"], kept.last_ok)
    assert names(life.expired(at(GRACE_SECONDS - 1_001), GRACE_SECONDS)) == ["a"]
    assert names(life.expired(at(GRACE_SECONDS - 1_000), GRACE_SECONDS)) == []


def test_a_clock_that_was_set_back_does_not_make_the_grace_time_longer():
    kept = ListingKept("desk", "http://10.0.0.1:8080", listing("a"), at(10**6).wall)
    life = a_life(failure(), life=ProviderLife(provider()).remembered(kept, at(0)))
    assert names(life.expired(at(GRACE_SECONDS), GRACE_SECONDS)) == []


# ---- for people and programs


def test_the_status_shows_the_public_address_and_the_last_answer():
    public = provider(url="http://llm.lan/desk").endpoint
    life = ProviderLife(provider(public=public), since=5.0)
    life = life.answered(answer("a", "b", kind=ProviderKind.VLLM, skipped=3, latency_ms=7.5), at(60))
    status = life.status(99.0)
    assert (status.url, status.port, status.base_url) == ("http://llm.lan/desk", 80, "http://llm.lan/desk/v1")
    assert (status.kind, status.state, status.models, status.skipped) == ("vllm", "ok", 2, 3)
    assert (status.last_ok, status.next_poll_at, status.latency_ms) == (at(60).wall, 99.0, 7.5)


def test_a_provider_never_seen_is_unknown_and_of_the_kind_that_is_configured():
    assert ProviderLife(provider()).status(None).kind == "generic"
    status = ProviderLife(provider(kind=ProviderKind.OLLAMA)).status(None)
    assert (status.kind, status.state, status.last_ok, status.last_error) == ("ollama", "unknown", None, None)


def test_the_last_polls_are_kept_the_oldest_first():
    life = a_life(failure(), answer("a", latency_ms=7.5), failure())
    assert life.polls == (None, 7.5, None)
    many = a_life(*[failure()] * 10, *[answer("a", latency_ms=1.0)] * POLLS_KEPT)
    assert many.status(None).polls == (1.0,) * POLLS_KEPT


# ---- all of it against an oracle

FLEET = [f"provider-{number}" for number in range(5)]
KINDS = st.sampled_from(["timeout", "auth", "rate_limited", "bad_answer", "too_large"])
WORDS = {"auth": "auth_error", "rate_limited": "rate_limited", "bad_answer": "bad_answer", "too_large": "bad_answer"}


@attrs.define
class Oracle:
    """The rules of the contract, told by the history of the polls and by nothing else."""

    history: list = attrs.field(factory=list)  # a set of names, or a word for a failure
    shown: set = attrs.field(factory=set)
    in_doubt: set = attrs.field(factory=set)
    good_at: float | None = None

    @property
    def failures(self):
        count = 0
        while count < len(self.history) and isinstance(self.history[-1 - count], str):
            count += 1
        return count

    @property
    def state(self):
        if not self.history:
            return "unknown"
        if not self.failures:
            return "ok"
        return WORDS.get(self.history[-1], "unreachable" if self.failures >= 3 else "degraded")

    def answered(self, names, now):
        good = [poll for poll in self.history if not isinstance(poll, str)]
        doubtful = not names or len(names) < len(self.shown) / 2
        lacking = self.shown - names
        if doubtful:
            # What was lacking in the good poll before as well goes; the rest waits.
            lacking = {name for name in lacking if good and name not in good[-1] and name in self.in_doubt}
        self.in_doubt = (self.shown - names - lacking) if doubtful else set()
        self.shown = (self.shown - lacking) | names
        self.history.append(names)
        self.good_at = now

    def failed(self, kind, now, grace, frozen):
        self.history.append(kind)
        if not frozen and self.good_at is not None and now - self.good_at >= grace:
            self.shown, self.in_doubt = set(), set()


class FleetOfLives(RuleBasedStateMachine):
    """Five providers; time passes, polls succeed and fail."""

    @initialize(grace=st.sampled_from([0.0, 100.0, 300.0]))
    def begin(self, grace):
        self.grace = grace
        self.seconds = 0.0
        self.lives = {name: ProviderLife(provider(name)) for name in FLEET}
        self.oracles = {name: Oracle() for name in FLEET}

    @rule(seconds=st.floats(0, 150))
    def time_passes(self, seconds):
        self.seconds += seconds

    @rule(name=st.sampled_from(FLEET), models=st.sets(st.sampled_from(TEN)))
    def a_poll_succeeds(self, name, models):
        self.lives[name] = self.lives[name].answered(answer(*sorted(models)), at(self.seconds))
        self.oracles[name].answered(models, self.seconds)

    @rule(name=st.sampled_from(FLEET), kind=KINDS)
    def a_poll_fails(self, name, kind):
        failed = self.lives[name].failed(failure(kind), at(self.seconds))
        others = [life for other, life in self.lives.items() if other != name]
        states = [life.consecutive_failures > 0 for life in (failed, *others)]
        self.lives[name] = failed if too_many_fail(states) else failed.expired(at(self.seconds), self.grace)
        failing = 1 + sum(oracle.failures > 0 for other, oracle in self.oracles.items() if other != name)
        self.oracles[name].failed(kind, self.seconds, self.grace, frozen=failing > len(FLEET) / 2)

    @precondition(lambda self: hasattr(self, "lives"))
    @rule(name=st.sampled_from(FLEET), models=st.sets(st.sampled_from(TEN)))
    def the_same_answer_twice_is_believed(self, name, models):
        for _ in range(2):
            self.a_poll_succeeds(name, models)
        assert set(self.lives[name].listing.by_name) == models

    @invariant()
    def life_and_oracle_agree(self):
        for name, life in getattr(self, "lives", {}).items():
            oracle = self.oracles[name]
            assert (life.state, life.consecutive_failures) == (oracle.state, oracle.failures)
            assert set(life.listing.by_name) == oracle.shown
            assert len(life.listing.models) == len(oracle.shown)


TestFleetOfLives = FleetOfLives.TestCase
TestFleetOfLives.settings = settings(
    max_examples=max(200, settings.default.max_examples), stateful_step_count=40, deadline=None
)
