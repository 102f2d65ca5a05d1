"""The config file is read again when it changed, away from everybody's thread; a bad edit changes nothing."""

import os
import threading

import attrs
import pytest
from structlog.testing import capture_logs

from aggregator.configuration.config_actor import ConfigActor, look, stamp_of
from aggregator.errors import ConfigError
from aggregator.messages import ConfigRead, GetConfigState, ReadConfig, SettingsChanged
from aggregator.settings.reader import ReadSettings, read_settings
from aggregator.settings.settings import PollingSettings, ServerSettings, Settings
from tests.factories import provider
from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.mailbox import FakeMailbox

NO_KEYS = {}
GOOD = "providers: [{url: http://10.0.0.1:8080}]\npolling: {interval_seconds: 30}\n"
OTHER = "providers: [{url: http://10.0.0.1:8080}, {url: http://10.0.0.2:8080}]\npolling: {interval_seconds: 10}\n"
BAD = "providers: [{url: http://10.0.0.1:8080}]\npolling: {interval_seconds: soon}\n"


class Place:
    """A config actor with a real file and a real reader."""

    def __init__(self, folder):
        self.file = folder / "config.yaml"
        self.file.write_text(GOOD)
        self.setting = ActorSetting()
        self.clock, self.door = self.setting.clock, self.setting.door
        self.threads, self.applied, self.logs = [], [], []
        self.listeners = [FakeMailbox("models"), FakeMailbox("details")]
        self.before_reading = lambda: None
        self.address = self.setting.address("config")
        first = self.read()
        self.threads.clear()
        with capture_logs():
            self.actor = ConfigActor(
                self.address, self.setting.surroundings, self.read, first, self.listeners, self.applied.append
            )
            begin(self.actor)

    def first_look(self):
        """The look that makes sure that nothing was written since the start."""
        self.interval_passes()
        self.threads.clear()
        return self

    def read(self):
        self.threads.append(threading.current_thread())
        settings = read_settings(self.file, NO_KEYS)
        self.before_reading()
        return settings

    def write(self, text):
        """Save the file; as with an editor it is another file then, whatever the resolution of its time."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(text)
        os.replace(fresh, self.file)

    def tell(self, message):
        with capture_logs() as logs:
            self.address.tell(message)
            self.setting.settle(self.actor)
        self.logs += logs

    def interval_passes(self):
        """The next look at the file, and all that follows from it."""
        with capture_logs() as logs:
            self.door.fire_next()
            self.setting.settle(self.actor)
        self.logs += logs

    @property
    def reads(self):
        return len(self.threads)

    @property
    def told(self):
        """The settings that all listeners were told, one after the other."""
        models, details = ([message.settings for message in each.of(SettingsChanged)] for each in self.listeners)
        assert models == details == self.applied
        return models

    @property
    def state(self):
        reply = FakeMailbox()
        self.tell(GetConfigState(reply))
        return reply.answer

    @property
    def events(self):
        return [log["event"] for log in self.logs]


@pytest.fixture
def started(tmp_path):
    """Just started."""
    return Place(tmp_path)


@pytest.fixture
def place(started):
    """In the middle of its life."""
    return started.first_look()


# ---- when the file is read


def test_the_first_look_reads_the_file_and_says_nothing_when_it_is_the_same(started):
    started.interval_passes()
    assert (started.reads, started.told, started.logs) == (1, [], [])


@pytest.mark.parametrize(("text", "events"), [(OTHER, ["config_reloaded"]), (BAD, ["config_rejected"])])
def test_what_was_written_before_the_first_look_is_not_missed(text, events, started):
    started.write(text)
    started.interval_passes()
    started.interval_passes()
    assert started.events == events


def test_a_file_that_did_not_change_is_looked_at_but_not_read(place):
    for _ in range(5):
        place.interval_passes()
    assert (place.reads, place.told, place.logs) == (0, [], [])


def test_the_file_is_looked_at_once_an_interval(place):
    assert [timer.delay for timer in place.door.pending_timers] == [30]
    place.interval_passes()
    assert [timer.delay for timer in place.door.pending_timers] == [30]


def test_an_edit_is_in_force_after_the_next_look_and_sets_the_new_rhythm(place):
    place.write(OTHER)
    place.interval_passes()
    (settings,) = place.told
    assert len(settings.providers) == 2
    assert [timer.delay for timer in place.door.pending_timers] == [10]
    assert place.logs == [
        {"event": "config_reloaded", "providers": 2, "changed": True, "actor": "config", "log_level": "info"}
    ]


def test_an_edit_is_read_once(place):
    place.write(OTHER)
    for _ in range(5):
        place.interval_passes()
    assert (place.reads, place.events) == (1, ["config_reloaded"])


def test_a_touch_is_read_but_nobody_is_bothered(place):
    os.utime(place.file, ns=(1, 1))
    place.interval_passes()
    assert (place.reads, place.told) == (1, [])
    assert [(log["event"], log["changed"]) for log in place.logs] == [("config_reloaded", False)]


def test_a_signal_reads_the_file_in_any_case_and_says_so(place):
    place.tell(ReadConfig(always=True))
    place.tell(ReadConfig(always=True))
    assert (place.reads, place.events) == (2, ["config_reloaded", "config_reloaded"])


def test_the_file_is_read_on_a_worker_thread(place):
    place.tell(ReadConfig(always=True))
    assert threading.main_thread() not in place.threads


def test_there_is_one_reading_at_a_time_and_a_signal_meanwhile_asks_for_another(place):
    for message in (ReadConfig(), ReadConfig(), ReadConfig(always=True), ReadConfig(always=True), ReadConfig()):
        place.address.tell(message)
    deliver(place.actor)
    assert len(place.door.pending_works) == 1
    works = len(place.door.works)
    with capture_logs():
        place.setting.settle(place.actor)
    assert len(place.door.works) == works + 1
    assert place.reads == 1
    assert len(place.door.pending_timers) == 1


def test_what_is_written_while_the_file_is_read_is_seen_at_the_next_look(place):
    place.write(GOOD + "# a comment\n")
    place.before_reading = lambda: place.write(OTHER)
    place.interval_passes()
    assert place.told == []
    place.before_reading = lambda: None
    place.interval_passes()
    assert len(place.told) == 1


# ---- bad edits


def test_a_bad_edit_changes_nothing_and_is_logged_once(place):
    before = place.state
    place.write(BAD)
    for _ in range(5):
        place.interval_passes()
    place.tell(ReadConfig(always=True))
    assert place.told == []
    assert [(log["event"], log["log_level"]) for log in place.logs] == [("config_rejected", "error")]
    (problem,) = place.logs[0]["problems"]
    assert "polling.interval_seconds" in problem
    assert place.state == attrs.evolve(before, problems=(problem,))
    assert [timer.delay for timer in place.door.pending_timers] == [30]


def test_another_bad_edit_is_logged_again(place):
    for text in (BAD, "providers: 7\n"):
        place.write(text)
        place.interval_passes()
    assert place.events == ["config_rejected"] * 2


def test_valid_to_invalid_to_valid(place):
    place.write(BAD)
    place.interval_passes()
    place.clock.advance(1_000)
    place.write(OTHER)
    place.interval_passes()
    assert place.events == ["config_rejected", "config_reloaded"]
    assert len(place.told) == 1
    assert place.state.problems == ()
    assert place.state.last_success_at == place.clock.wall


def test_taking_a_bad_edit_back_is_good_again_without_bothering_anybody(place):
    place.write(BAD)
    place.interval_passes()
    place.write(GOOD)
    place.interval_passes()
    assert (place.told, place.state.problems) == ([], ())


def test_a_file_that_is_gone_is_a_bad_edit(place):
    place.file.unlink()
    for _ in range(3):
        place.interval_passes()
    assert (place.events, place.setting.restarted) == (["config_rejected"], [])


def test_a_bad_edit_that_is_like_the_one_before_but_for_a_good_one_between_is_logged_again(place):
    for text in (BAD, GOOD, BAD):
        place.write(text)
        place.interval_passes()
    assert place.events == ["config_rejected", "config_reloaded", "config_rejected"]


# ---- key files


def with_key_file(name):
    return f"providers: [{{url: http://10.0.0.1:8080, auth_method: bearer, api_key_file: {name}}}]\n"


def test_a_new_key_in_its_file_is_noticed(place):
    key = place.file.with_name("key")
    key.write_text("sk-first")
    place.write(with_key_file("key"))
    place.interval_passes()
    place.interval_passes()
    assert place.reads == 1
    key.write_text("sk-second-key")
    place.interval_passes()
    assert [settings.providers[0].auth.key.reveal() for settings in place.told] == ["sk-first", "sk-second-key"]
    assert "sk-" not in str(place.logs)


def test_a_key_file_that_comes_later_than_the_edit_that_names_it_is_noticed(place):
    place.write(with_key_file("key"))
    place.interval_passes()
    place.interval_passes()
    place.file.with_name("key").write_text("sk-first")
    place.interval_passes()
    assert place.events == ["config_rejected", "config_reloaded"]
    assert len(place.told) == 1


def test_a_key_file_that_vanishes_is_a_bad_edit(place):
    key = place.file.with_name("key")
    key.write_text("sk-first")
    place.write(with_key_file("key"))
    place.interval_passes()
    key.unlink()
    place.interval_passes()
    assert place.events == ["config_reloaded", "config_rejected"]


# ---- what needs a restart


@pytest.mark.parametrize(
    ("more", "changed"),
    [
        ("server: {port: 9999}\n", ["server"]),
        ('store: {path: ""}\n', ["store"]),
        ('server: {port: 9999}\nstore: {path: ""}\n', ["server", "store"]),
    ],
)
def test_a_change_that_needs_a_restart_is_said_once_and_the_rest_is_in_force(more, changed, place):
    place.write(OTHER + more)
    place.interval_passes()
    place.write(GOOD + more)
    place.interval_passes()
    assert [(log["event"], log.get("changed")) for log in place.logs] == [
        ("restart_needed", changed),
        ("config_reloaded", True),
        ("config_reloaded", True),
    ]
    assert [len(settings.providers) for settings in place.told] == [2, 1]


def test_taking_that_change_back_needs_no_restart(place):
    for text in (GOOD + "server: {port: 9999}\n", GOOD):
        place.write(text)
        place.interval_passes()
    assert place.events == ["restart_needed", "config_reloaded", "config_reloaded"]


def test_another_such_change_is_said_again(place):
    for port in (9998, 9999):
        place.write(GOOD + f"server: {{port: {port}}}\n")
        place.interval_passes()
    assert place.events.count("restart_needed") == 2


# ---- crashes


def test_a_reader_that_breaks_costs_one_look(place):
    def broken():
        raise OSError("the disk is gone")

    place.write(OTHER)
    place.before_reading = broken
    place.interval_passes()
    assert (place.events, place.told) == (["actor_restarted"], [])
    place.before_reading = lambda: None
    place.interval_passes()
    assert len(place.told) == 1


def test_a_listener_that_breaks_it_leaves_the_settings_in_force(place):
    def broken(_settings):
        raise ValueError("no such level")

    place.actor._apply = broken
    place.write(OTHER)
    place.interval_passes()
    assert place.setting.restarted == ["config"]
    assert [timer.delay for timer in place.door.pending_timers] == [10]


# ---- looking


def test_a_stamp_changes_with_time_size_and_file(tmp_path):
    file = tmp_path / "file"
    stamps = [stamp_of([file])]
    file.write_text("a")
    stamps.append(stamp_of([file]))
    os.utime(file, ns=(1, 1))
    stamps.append(stamp_of([file]))
    file.write_text("ab")
    os.utime(file, ns=(1, 1))
    stamps.append(stamp_of([file]))
    other = tmp_path / "other"
    other.write_text("cd")
    os.utime(other, ns=(1, 1))
    os.replace(other, file)
    stamps.append(stamp_of([file]))
    assert len(set(stamps)) == len(stamps)
    assert stamp_of([file]) == stamps[-1]


def test_looking_tells_what_was_found(tmp_path):
    file, key = tmp_path / "config.yaml", tmp_path / "key"
    file.write_text("")
    settings = Settings(ServerSettings(), (provider(),), PollingSettings())
    fresh = ReadSettings(settings, (file, key))

    def refused():
        raise ConfigError(["a", "b"])

    known = stamp_of([file])
    assert look(lambda: fresh, [file], known) == ConfigRead(known)
    assert look(lambda: fresh, [file], None) == ConfigRead(stamp_of([file, key]), settings, (file, key))
    assert look(refused, [file], None) == ConfigRead(known, problems=("a", "b"))
