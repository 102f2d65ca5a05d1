"""Every provider is polled on its own clock, never twice at once, and what changed is told once and at once."""

import itertools
from pathlib import Path

import attrs
import pytest

from aggregator.data.listing import NOTHING_LISTED
from aggregator.data.provider import ProviderKind
from aggregator.data.records import ListingGone, ListingKept, Memory
from aggregator.messages import (
    GetProviders,
    Keep,
    ModelsChanged,
    ModelsResent,
    PollDue,
    Polled,
    ProviderChanged,
    ProviderForgotten,
    Recall,
    Recalled,
    Refresh,
    ResendModels,
    SettingsChanged,
)
from aggregator.settings.settings import PollingSettings
from tests.discovery.stage import POLLING, Stage
from tests.factories import answer, bearer, failure, listing, provider

DESK, RACK = provider("desk", "http://10.0.0.1:8080"), provider("rack", "http://10.0.0.2:8080")
FLEET = [provider(f"p{number}", f"http://10.0.1.{number}") for number in range(8)]


@pytest.fixture
def stage():
    return Stage(DESK, RACK)


def shown(stage, name):
    """The names that the catalogue was told of this provider, one message after the other."""
    names = set()
    for message in stage.details.messages:
        if isinstance(message, ModelsChanged) and message.provider.name == name:
            assert set(message.old.by_name) == names, "every change must continue the one before"
            names = set(message.new.by_name)
    return sorted(names)


def states_told(stage, name):
    told = [message.status for message in stage.details.of(ProviderChanged) if message.status.name == name]
    return [status.state for status in told]


# ---- the beginning


def test_at_the_start_every_provider_is_told_and_its_first_poll_waits_a_moment(stage):
    assert states_told(stage, "desk") == states_told(stage, "rack") == ["unknown"]
    assert stage.asked == []
    assert all(0 <= stage.due_in(name) < 0.05 for name in ("desk", "rack"))


def test_what_the_store_remembers_is_asked_for_once(stage):
    stage.pass_time(200)
    assert stage.store.of(Recall) == [Recall(stage.address)]


def test_a_service_without_providers_is_idle():
    stage = Stage()
    stage.pass_time(1_000)
    assert (stage.door.timers, stage.details.messages, stage.statuses()) == ([], [], {})
    assert stage.request(Refresh, None) is True


def test_a_poll_is_given_the_settings(stage):
    stage.begin_poll("desk")
    (asked,) = [asked for asked in stage.asked if asked.provider == DESK]
    assert (asked.last, asked.max_models) == (None, POLLING.max_models)
    assert (asked.limits.timeout_seconds, asked.limits.max_body_bytes) == (10.0, 8_388_608)


def test_the_next_poll_is_given_the_last_good_answer(stage):
    good = answer("a")
    stage.poll("desk", good, failure())
    stage.begin_poll("desk")
    assert [asked.last for asked in stage.asked if asked.provider == DESK] == [None, good, good]


# ---- the clock of each provider


def test_polls_begin_one_interval_apart_however_long_they_take(stage):
    stage.poll("desk", answer("a"), answer("a"))
    for took in (0, 5, 30, 59):
        stage.begin_poll("desk")
        stage.clock.advance(took)
        stage.end_poll("desk", answer("a"))
        assert stage.due_in("desk") == 60 - took


def test_a_poll_that_takes_longer_than_the_interval_is_followed_at_once_but_never_overtaken(stage):
    stage.poll("desk", answer("a"), answer("a"))
    stage.begin_poll("desk")
    stage.pass_time(500)
    assert stage.in_flight.count("desk") == 1
    stage.end_poll("desk", failure())
    assert stage.due_in("desk") == 0


def test_a_provider_that_hangs_stops_no_other(stage):
    stage.begin_poll("desk")
    stage.poll("rack", *[answer("a")] * 10)
    assert [asked.provider.name for asked in stage.asked].count("desk") == 1
    assert shown(stage, "rack") == ["a"]


def test_there_are_never_two_polls_of_one_provider_in_flight(stage):
    stage.begin_poll("desk")
    stage.tell(PollDue("desk"), PollDue("desk"))
    stage.request(Refresh, None)
    stage.request(Refresh, "desk")
    stage.change(DESK, RACK, polling=attrs.evolve(POLLING, interval_seconds=1))
    stage.pass_time(100)
    assert stage.in_flight.count("desk") == 1


def test_a_failing_provider_is_polled_on_in_its_normal_rhythm(stage):
    stage.poll("desk", answer("a"))
    for _ in range(10):
        stage.poll("desk", failure())
        assert stage.due_in("desk") == 60


def test_retry_after_is_honoured_and_the_normal_rhythm_comes_back(stage):
    stage.poll("desk", answer("a"), failure("rate_limited", retry_after=900.0))
    assert stage.due_in("desk") == 900
    stage.poll("desk", failure("rate_limited", retry_after=1.0))
    assert stage.due_in("desk") == 60
    stage.poll("desk", answer("a"))
    assert stage.due_in("desk") == 60


def test_a_poll_for_a_provider_that_is_not_there_is_no_poll(stage):
    stage.tell(PollDue("nobody"))
    assert "nobody" not in stage.in_flight
    assert stage.setting.restarted == []


# ---- what is told


def test_a_change_is_told_as_soon_as_the_answer_is_in(stage):
    stage.poll("desk", answer("a", "b"))
    assert stage.details.of(ModelsChanged) == [ModelsChanged(DESK, NOTHING_LISTED, listing("a", "b"))]
    assert states_told(stage, "desk") == ["unknown", "ok"]
    stage.poll("desk", answer("b", "c"))
    assert stage.details.messages[-1] == ModelsChanged(DESK, listing("a", "b"), listing("b", "c"))


def test_a_poll_that_brings_nothing_new_tells_and_logs_nothing(stage):
    stage.poll("desk", answer("a"))
    stage.details.take(), stage.store.take(), stage.logs.clear()
    stage.poll("desk", *[answer("a")] * 5)
    assert (stage.details.messages, stage.store.messages, stage.logs) == ([], [], [])


def test_the_state_is_told_before_the_models_and_only_when_it_changes(stage):
    stage.poll("desk", answer("a"), *[failure()] * 6, answer("a"), answer("a"))
    assert states_told(stage, "desk") == ["unknown", "ok", "degraded", "unreachable", "ok"]
    kinds = [type(message) for message in stage.details.messages]
    assert kinds.index(ModelsChanged) > kinds.index(ProviderChanged)


def test_a_failed_poll_removes_no_model(stage):
    stage.poll("desk", answer("a", "b"), *[failure(kind) for kind in ("timeout", "auth", "bad_answer")] * 5)
    assert shown(stage, "desk") == ["a", "b"]


def test_an_empty_list_must_be_said_twice(stage):
    stage.poll("desk", answer("a", "b"), answer())
    assert shown(stage, "desk") == ["a", "b"]
    stage.poll("desk", answer())
    assert shown(stage, "desk") == []


def test_a_failing_provider_logs_one_line_when_it_begins_and_one_when_it_is_back(stage):
    stage.poll("desk", answer("a"))
    stage.logs.clear()
    stage.poll("desk", *[failure("timeout", "too slow"), failure("auth"), failure("closed")] * 300, answer("a"))
    assert [(log["event"], log["log_level"], log["provider"]) for log in stage.logs] == [
        ("provider_failed", "warning", "desk"),
        ("provider_recovered", "info", "desk"),
    ]
    assert (stage.logs[0]["state"], stage.logs[0]["kind"], stage.logs[0]["error"]) == (
        "degraded",
        "timeout",
        "too slow",
    )
    assert stage.logs[1]["failed_polls"] == 900


def test_a_change_of_models_is_one_log_line_with_numbers(stage):
    stage.poll("desk", answer("a", "b"), answer("b", "c", "d"))
    counts = [(log["provider"], log["added"], log["removed"], log["changed"]) for log in stage.events("models_changed")]
    assert counts == [("desk", 2, 0, 0), ("desk", 2, 1, 0)]


def test_the_status_of_all_providers_is_told_in_the_order_of_their_names():
    stage = Stage(RACK, DESK)
    stage.poll("desk", answer("a"), failure("timeout", "too slow"))
    desk, rack = stage.request(GetProviders)
    assert (desk.name, rack.name) == ("desk", "rack")
    assert (desk.state, desk.models, desk.consecutive_failures, desk.last_error.message) == (
        "degraded",
        1,
        1,
        "too slow",
    )
    assert desk.next_poll_at == stage.clock.wall + stage.due_in("desk")


def test_a_provider_that_is_being_asked_has_no_next_poll_yet(stage):
    stage.begin_poll("desk")
    assert stage.due_in("desk") is None


# ---- grace


def test_the_models_go_when_the_grace_time_is_over():
    stage = Stage(DESK, polling=attrs.evolve(POLLING, grace_seconds=300))
    stage.poll("desk", answer("a"))
    good_at = stage.clock.monotonic
    while stage.clock.monotonic + stage.due_in("desk") < good_at + 300:
        stage.poll("desk", failure())
        assert shown(stage, "desk") == ["a"]
    stage.poll("desk", failure())
    assert shown(stage, "desk") == []
    stage.poll("desk", answer("a"))
    assert shown(stage, "desk") == ["a"]


def test_the_grace_time_ends_on_time_even_if_the_next_poll_is_an_hour_away():
    stage = Stage(provider("desk"), polling=PollingSettings(grace_seconds=100.0))
    stage.poll("desk", answer("a"), failure("rate_limited", "", 3600.0))
    since_good = stage.clock.wall - stage.statuses()["desk"].last_ok
    stage.pass_time(99.0 - since_good)
    assert shown(stage, "desk") == ["a"]
    stage.pass_time(2.0)
    assert shown(stage, "desk") == []
    assert stage.store.messages[-1] == Keep((ListingGone("desk"),))


def test_a_shorter_grace_time_counts_at_once():
    stage = Stage(provider("desk"), polling=PollingSettings(grace_seconds=100_000.0))
    stage.poll("desk", answer("a"), failure("rate_limited", "", 3600.0))
    stage.change(provider("desk"), polling=PollingSettings(grace_seconds=1.0))
    assert shown(stage, "desk") == []


def test_what_is_remembered_of_a_provider_that_fails_goes_when_its_grace_time_is_over():
    stage = Stage(provider("desk"), polling=PollingSettings(grace_seconds=100.0))
    stage.poll("desk", failure("rate_limited", "", 3600.0))
    kept = ListingKept("desk", provider("desk").endpoint.root, listing("a"), stage.clock.wall - 50)
    stage.tell(Recalled(Memory(listings=(kept,))))
    assert shown(stage, "desk") == ["a"]
    stage.pass_time(51.0)
    assert shown(stage, "desk") == []


def test_a_provider_that_is_back_or_gone_leaves_no_timer_behind():
    stage = Stage(provider("desk"))
    for _ in range(5):
        stage.poll("desk", answer("a"), failure(), answer("a"))
    assert len(stage.door.pending_timers) == 1
    stage.poll("desk", failure())
    assert len(stage.door.pending_timers) == 2
    stage.change()
    assert stage.door.pending_timers == []


def test_the_end_of_the_grace_time_takes_nothing_from_a_provider_that_is_back():
    stage = Stage(provider("desk"), polling=PollingSettings(grace_seconds=100.0))
    stage.poll("desk", answer("a"), failure(), answer("a"))
    stage.pass_time(50.0)
    assert shown(stage, "desk") == ["a"]


def test_without_grace_the_first_failure_drops_the_models():
    stage = Stage(DESK, polling=attrs.evolve(POLLING, grace_seconds=0))
    stage.poll("desk", answer("a"), failure())
    assert shown(stage, "desk") == []


def test_no_grace_runs_out_while_more_than_half_of_at_least_four_fail():
    stage = Stage(*FLEET[:5], polling=attrs.evolve(POLLING, grace_seconds=0))
    names = [each.name for each in FLEET[:5]]
    for name in names:
        stage.poll(name, answer("a"))
    for name in ("p0", "p1"):
        stage.poll(name, failure())
    assert [shown(stage, name) for name in names] == [[], [], ["a"], ["a"], ["a"]]
    for name in ("p2", "p3", "p4"):
        stage.poll(name, failure())
    assert [shown(stage, name) for name in names[2:]] == [["a"]] * 3
    for name in ("p0", "p1", "p2"):
        stage.poll(name, answer("a"))
    stage.poll("p3", failure())
    assert shown(stage, "p3") == []


def test_three_providers_may_all_be_dead():
    stage = Stage(*FLEET[:3], polling=attrs.evolve(POLLING, grace_seconds=0))
    for each in FLEET[:3]:
        stage.poll(each.name, answer("a"), failure())
    assert [shown(stage, each.name) for each in FLEET[:3]] == [[], [], []]


# ---- other providers in the config


def test_untouched_providers_keep_their_state_and_their_clock(stage):
    stage.poll("desk", answer("a"))
    stage.begin_poll("rack")
    before, due_in, works = stage.statuses(), stage.due_in("desk"), len(stage.door.works)
    stage.details.take()
    stage.change(RACK, DESK, provider("new"))
    assert (stage.statuses()["desk"], stage.due_in("desk")) == (before["desk"], due_in)
    assert (stage.in_flight, len(stage.door.works)) == (["rack"], works)
    assert [message.status.name for message in stage.details.take()] == ["new"]


def test_a_removed_provider_takes_its_models_along_and_its_poll_is_cancelled(stage):
    stage.poll("desk", answer("a", "b"))
    stage.begin_poll("desk")
    poll, _ = stage.work_of("desk"), stage.details.take()
    stage.change(RACK)
    assert stage.details.take() == [
        ModelsChanged(DESK, listing("a", "b"), NOTHING_LISTED),
        ProviderForgotten("desk"),
    ]
    assert poll.cancelled
    assert list(stage.statuses()) == ["rack"]
    poll.finish(answer("late"))
    stage.tell()
    assert stage.details.messages == []


def test_the_timer_of_a_removed_provider_is_called_off(stage):
    stage.poll("desk", answer("a"))
    stage.change()
    assert stage.door.pending_timers == []


def test_a_removed_provider_that_never_answered_is_forgotten_as_well(stage):
    stage.details.take()
    stage.change(RACK)
    assert stage.details.take() == [ProviderForgotten("desk")]


def test_a_provider_at_another_address_begins_anew(stage):
    changed = provider("desk", "http://10.0.0.9:8080")
    stage.poll("desk", answer("a"))
    stage.begin_poll("desk")
    poll, _ = stage.work_of("desk"), stage.details.take()
    stage.change(changed, RACK)
    assert poll.cancelled
    dropped, forgotten, met = stage.details.take()
    assert dropped == ModelsChanged(DESK, listing("a"), NOTHING_LISTED)
    assert forgotten == ProviderForgotten("desk")
    assert (met.status.name, met.status.state, met.status.models) == ("desk", "unknown", 0)
    assert stage.due_in("desk") < 0.05
    poll.finish(answer("late"))
    stage.poll("desk", answer("b"))
    assert stage.asked[-1].provider == changed
    assert stage.details.of(ModelsChanged) == [ModelsChanged(changed, NOTHING_LISTED, listing("b"))]


@pytest.mark.parametrize(
    "changed",
    [
        attrs.evolve(DESK, auth=bearer()),
        attrs.evolve(DESK, public=RACK.endpoint),
        attrs.evolve(DESK, kind=ProviderKind.VLLM),
        attrs.evolve(DESK, files=Path("/models")),
    ],
)
def test_the_same_server_under_other_settings_keeps_its_models_and_is_asked_anew(changed, stage):
    stage.poll("desk", answer("a"))
    stage.begin_poll("desk")
    poll, _ = stage.work_of("desk"), stage.details.take()
    stage.change(changed, RACK)
    assert poll.cancelled
    told, offered = stage.details.take()
    assert (told.status.state, told.status.models) == ("ok", 1)
    assert offered == ModelsChanged(changed, NOTHING_LISTED, listing("a"))
    assert stage.due_in("desk") < 0.05
    stage.poll("desk", failure("auth"))
    assert stage.asked[-1].provider == changed
    assert stage.asked[-1].last is None or stage.asked[-1].last.body_digest == b""
    assert stage.statuses()["desk"].models == 1
    assert stage.details.of(ModelsChanged) == []


def test_a_provider_that_comes_back_begins_anew(stage):
    stage.poll("desk", answer("a"))
    stage.change(RACK)
    stage.change(RACK, DESK)
    assert stage.statuses()["desk"].state == "unknown"
    stage.poll("desk", answer("a"))
    assert shown(stage, "desk") == ["a"]


@pytest.mark.parametrize("asked", [provider("nobody"), provider("desk", "http://10.0.0.9:8080")])
def test_an_answer_to_other_settings_than_those_in_force_is_dropped(asked, stage):
    stage.poll("desk", answer("a"))
    due_in = stage.due_in("desk")
    stage.tell(Polled(asked, answer("b")))
    assert (shown(stage, "desk"), stage.due_in("desk")) == (["a"], due_in)


# ---- another rhythm


def faster(seconds):
    return attrs.evolve(POLLING, interval_seconds=seconds)


def test_a_shorter_interval_counts_at_once():
    stage = Stage(*FLEET)
    for each in FLEET:
        stage.poll(each.name, answer("a"))
    stage.change(*FLEET, polling=faster(5))
    delays = [stage.due_in(each.name) for each in FLEET]
    assert max(delays) <= 5
    assert len(set(delays)) == len(FLEET), "the fleet must not move as one"
    stage.poll("p0", answer("a"), answer("a"))
    assert stage.due_in("p0") == 5


def test_a_longer_interval_counts_after_the_next_poll(stage):
    stage.poll("desk", answer("a"), answer("a"))
    stage.change(DESK, RACK, polling=faster(600))
    assert stage.due_in("desk") == 60
    stage.poll("desk", answer("a"))
    assert 300 <= stage.due_in("desk") <= 600
    stage.poll("desk", answer("a"))
    assert stage.due_in("desk") == 600


def test_a_longer_interval_spreads_the_fleet_anew():
    stage = Stage(*FLEET)
    for _ in range(2):
        for each in FLEET:
            stage.poll(each.name, answer("a"))
    stage.change(*FLEET, polling=faster(600))
    for each in FLEET:
        stage.poll(each.name, answer("a"))
    assert len({stage.asked[-1].at + stage.due_in(each.name) for each in FLEET}) == len(FLEET)
    assert max(stage.due_in(each.name) for each in FLEET) - min(stage.due_in(each.name) for each in FLEET) > 100


def test_the_same_interval_moves_nothing(stage):
    stage.poll("desk", answer("a"))
    due_in = stage.due_in("desk")
    stage.change(DESK, RACK, polling=attrs.evolve(POLLING, timeout_seconds=3, grace_seconds=5))
    assert stage.due_in("desk") == due_in
    stage.begin_poll("desk")
    assert stage.asked[-1].limits.timeout_seconds == 3


@pytest.mark.parametrize("polling", [POLLING, faster(5)])
def test_a_reload_does_not_forget_that_a_provider_asked_to_be_left_alone(polling, stage):
    stage.poll("desk", answer("a"), failure("rate_limited", retry_after=900.0))
    stage.change(DESK, RACK, polling=polling)
    assert stage.due_in("desk") == 900


def test_a_wall_clock_that_jumps_moves_no_poll(stage):
    stage.poll("desk", answer("a"), answer("a"))
    stage.clock.jump(-100_000)
    stage.change(DESK, RACK, polling=faster(50))
    stage.pass_time(50)
    assert stage.in_flight.count("desk") == 1


# ---- polls on request


def test_a_refresh_polls_now(stage):
    stage.poll("desk", answer("a"))
    assert stage.request(Refresh, "desk") is True
    assert stage.due_in("desk") == 0
    stage.pass_time(0)
    assert "desk" in stage.in_flight


def test_a_refresh_of_all_polls_all_now(stage):
    stage.poll("desk", answer("a"))
    stage.poll("rack", answer("a"))
    assert stage.request(Refresh, None) is True
    stage.pass_time(0)
    assert sorted(stage.in_flight) == ["desk", "rack"]


def test_a_refresh_of_a_provider_that_is_not_there_says_so(stage):
    assert stage.request(Refresh, "nobody") is False


def test_a_refresh_while_the_provider_is_asked_asks_once_more(stage):
    stage.begin_poll("desk")
    for _ in range(5):
        stage.request(Refresh, "desk")
    stage.end_poll("desk", answer("a"))
    assert stage.due_in("desk") == 0
    stage.poll("desk", answer("a"))
    assert stage.due_in("desk") > 0


def test_many_refreshes_are_one_poll(stage):
    for _ in range(50):
        stage.request(Refresh, None)
    stage.pass_time(1)
    assert sorted(asked.provider.name for asked in stage.asked) == ["desk", "rack"]


# ---- telling everything again


def test_everything_is_told_again_on_request(stage):
    stage.poll("desk", answer("a", "b"))
    stage.details.take()
    stage.tell(ResendModels())
    desk, models, rack, none, end = stage.details.take()
    assert (desk.status, rack.status) == tuple(stage.statuses().values())
    assert models == ModelsChanged(DESK, NOTHING_LISTED, listing("a", "b"))
    assert none == ModelsChanged(RACK, NOTHING_LISTED, NOTHING_LISTED)
    assert end == ModelsResent()


# ---- what the store remembers


def kept_by(stage):
    """The records that the store was told to keep, in their order."""
    return [record for message in stage.store.of(Keep) for record in message.records]


def remembered(stage, name="desk", *models, root="http://10.0.0.1:8080", age=100.0):
    return ListingKept(name, root, listing(*models), stage.clock.wall - age)


def test_what_was_listed_before_a_restart_is_shown_until_the_provider_answers(stage):
    stage.tell(Recalled(Memory(listings=(remembered(stage, "desk", "a", "b"),))))
    assert shown(stage, "desk") == ["a", "b"]
    assert stage.details.messages[-1] == ModelsResent()
    assert stage.statuses()["desk"].last_ok == stage.clock.wall - 100
    assert kept_by(stage) == [], "what the store has just told need not be written again"
    stage.poll("desk", answer("b", "c"))
    assert shown(stage, "desk") == ["b", "c"]


def test_a_provider_that_answered_before_the_store_is_believed_more(stage):
    stage.poll("desk", answer("c"))
    stage.tell(Recalled(Memory(listings=(remembered(stage, "desk", "a"),))))
    assert shown(stage, "desk") == ["c"]


@pytest.mark.parametrize(("name", "root"), [("gone", "http://10.0.0.1:8080"), ("desk", "http://10.0.0.9:8080")])
def test_what_is_remembered_of_a_server_that_is_no_provider_any_more_is_dropped(name, root, stage):
    stage.tell(Recalled(Memory(listings=(remembered(stage, name, "a", root=root),))))
    assert shown(stage, "desk") == []
    assert kept_by(stage) == [ListingGone(name)]


def test_a_listing_is_kept_when_it_changed_and_when_the_provider_begins_to_fail(stage):
    stage.poll("desk", answer("a"))
    assert kept_by(stage) == [ListingKept("desk", "http://10.0.0.1:8080", listing("a"), stage.clock.wall)]
    stage.store.take()
    stage.poll("desk", answer("a"), answer("a"))
    good_at = stage.clock.wall
    assert kept_by(stage) == []
    stage.poll("desk", failure(), failure())
    assert kept_by(stage) == [ListingKept("desk", "http://10.0.0.1:8080", listing("a"), good_at)]


def test_the_time_of_the_last_good_poll_is_kept_now_and_then(stage):
    stage.poll("desk", *[answer("a")] * 60)
    assert 4 <= len(kept_by(stage)) <= 7


def test_a_listing_that_is_over_is_forgotten(stage):
    stage.poll("desk", answer("a"), answer(), answer())
    assert kept_by(stage)[-1] == ListingGone("desk")
    stage.store.take()
    stage.change(RACK)
    assert kept_by(stage) == [ListingGone("desk")]


# ---- crashes


class Broken:
    """A mailbox that breaks whoever tells it something, so often."""

    def __init__(self, times=1):
        self.times = times

    def tell(self, _message):
        if self.times:
            self.times -= 1
            raise RuntimeError("broken")

    def fail(self, _error):
        """Nobody waits for an answer."""


def crash(stage, message):
    """Break the handler of this message."""
    stage.actor._details, details = Broken(), stage.actor._details
    stage.tell(message)
    stage.actor._details = details


def crash_in_a_poll_that_begins(stage):
    stage.poll_error = RuntimeError("broken")
    stage.door.fire_next()
    stage.tell()
    stage.poll_error = None


def crash_in_a_poll_that_ends(stage):
    stage.begin_poll("rack")
    stage.actor._details, details = Broken(), stage.actor._details
    stage.end_poll("rack", answer("x"))
    stage.actor._details = details


def crash_in_work(stage):
    stage.begin_poll("rack")
    stage.work_of("rack").fail(RuntimeError("broken"))
    stage.tell()


def crash_in_a_reload(stage):
    crash(stage, SettingsChanged(attrs.evolve(stage.settings, providers=(DESK, RACK, provider("new")))))


CRASHES = {
    "PollDue": crash_in_a_poll_that_begins,
    "Polled": crash_in_a_poll_that_ends,
    "work": crash_in_work,
    "SettingsChanged": crash_in_a_reload,
    "ResendModels": lambda stage: crash(stage, ResendModels()),
    "Recalled": lambda stage: crash(stage, Recalled(Memory())),
}


@pytest.mark.parametrize("crash_it", CRASHES.values(), ids=CRASHES.keys())
def test_a_crash_in_any_handler_keeps_what_is_known_and_arms_the_polls_again(crash_it, stage):
    stage.poll("desk", answer("a"))
    stage.poll("rack", answer("b"))
    before = stage.statuses()["desk"]
    crash_it(stage)
    assert stage.setting.restarted == ["models"]
    after = stage.statuses()
    assert (after["desk"].state, after["desk"].models, after["desk"].last_ok) == ("ok", 1, before.last_ok)
    assert {"desk", "rack"} <= set(after)
    assert len(stage.door.pending_timers) == len(after)
    assert stage.in_flight == []
    assert all(0 <= stage.due_in(name) <= 60 for name in after)
    stage.poll("desk", answer("a", "c"))
    stage.poll("rack", answer("b"))
    assert shown(stage, "desk") == ["a", "c"]


def test_a_crash_while_a_request_is_answered_changes_nothing(stage):
    stage.poll("rack", answer("b"))
    stage.begin_poll("desk")
    before = stage.statuses()
    for make in (GetProviders, lambda reply: Refresh("nobody", reply)):
        stage.tell(make(Broken()))
    assert (stage.setting.restarted, stage.in_flight, stage.statuses()) == ([], ["desk"], before)


def test_after_a_crash_every_provider_keeps_its_clock(stage):
    stage.poll("desk", answer("a"), failure("rate_limited", retry_after=900.0))
    stage.begin_poll("rack")
    crash(stage, ResendModels())
    assert stage.due_in("desk") == pytest.approx(900, abs=60)
    assert stage.due_in("rack") < 0.05, "it is asked again, as nobody waits for the answer under way any more"


def test_a_provider_that_cannot_be_asked_without_breaking_the_actor_does_not_end_the_service(stage):
    stage.poll_error = RuntimeError("broken")
    for _ in range(40):
        stage.door.fire_next()
        stage.tell()
    assert len(stage.setting.restarted) == 40
    assert stage.setting.given_up == []


def test_an_answer_that_breaks_the_actor_each_time_does_not_end_the_service(stage):
    stage.poll("desk", answer("a"))
    stage.poll("rack", answer("b"))
    for number in range(20):
        stage.begin_poll("rack")
        stage.actor._details, details = Broken(), stage.actor._details
        stage.end_poll("rack", answer("b", f"poison-{number}"))
        stage.actor._details = details
    assert len(stage.setting.restarted) == 20
    assert stage.setting.given_up == []
    stage.poll("desk", answer("a", "c"))
    assert shown(stage, "desk") == ["a", "c"]


def test_a_late_outcome_of_a_poll_from_before_a_crash_is_forgotten(stage):
    stage.begin_poll("rack")
    poll = stage.work_of("rack")
    crash(stage, ResendModels())
    assert poll.cancelled
    poll.finish(answer("late"))
    stage.tell()
    assert shown(stage, "rack") == []


# ---- a long day


def test_in_a_long_day_no_provider_is_left_out_and_none_is_asked_more_often_than_it_should():
    stage = Stage(*FLEET)
    outcomes = itertools.cycle([answer("a"), answer("a", "b"), failure(), answer(), failure("rate_limited", "", 90.0)])
    for _ in range(2_000):
        stage.door.fire_next()
        stage.tell()
        for name in stage.in_flight:
            stage.end_poll(name, next(outcomes))
    for each in FLEET:
        moments = [asked.at for asked in stage.asked if asked.provider == each]
        pauses = [later - earlier for earlier, later in itertools.pairwise(moments)]
        assert len(moments) > 2_000 / len(FLEET) / 2
        assert all(30 <= pause <= 90.001 for pause in pauses)
        assert all(pause >= 59.999 for pause in pauses[1:])
    assert stage.setting.restarted == []


def test_a_provider_that_flaps_is_logged_once_a_minute_and_shown_as_it_is():
    stage = Stage(provider("desk"), polling=PollingSettings(interval_seconds=1.0))
    stage.poll("desk", answer("a"))
    stage.logs.clear()
    stage.details.take()
    for _ in range(60):
        stage.poll("desk", failure("auth"), answer("a"))
    assert [message.status.state for message in stage.details.of(ProviderChanged)] == ["auth_error", "ok"] * 60
    assert len(stage.logs) <= 4 + 2
