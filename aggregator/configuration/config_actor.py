"""ConfigActor: re-reads the config file when it changed, and tells everybody what holds from now on."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import assert_never

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.loop_door import Cancellable
from aggregator.actor.mailbox import Mailbox
from aggregator.data.config_state import ConfigState
from aggregator.errors import ConfigError
from aggregator.messages import ConfigMessage, ConfigRead, GetConfigState, ReadConfig, SettingsChanged
from aggregator.settings.reader import ReadSettings
from aggregator.settings.settings import Settings

Read = Callable[[], ReadSettings]
Stamp = tuple[tuple[str, int, int, int], ...]


class ConfigActor(Actor[ConfigMessage]):
    """A bad edit changes nothing: it is logged once, and the settings in force stay."""

    def __init__(
        self,
        address: Address[ConfigMessage],
        surroundings: Surroundings,
        read: Read,
        first: ReadSettings,
        listeners: Sequence[Mailbox[SettingsChanged]],
        apply: Callable[[Settings], None],
    ) -> None:
        super().__init__(address, surroundings)
        self._read = read
        self._listeners = tuple(listeners)
        self._apply = apply
        self._running = self._settings = first.settings
        self._files = first.files
        self._stamp: Stamp = ()  # unknown: an edit since the first reading must not be missed
        self._state = ConfigState(self.clock.wall_seconds())
        self._timer: Cancellable | None = None
        self._reading = False
        self._was_asked = False  # by somebody, who waits for a word about it
        self._wanted_again = False

    def begin(self) -> None:
        self._await_next_look()

    def reset(self) -> None:
        """The settings in force are one frozen value: they stand; the rhythm begins anew."""
        self._reading = self._wanted_again = False
        self._await_next_look()

    def handle(self, message: ConfigMessage) -> None:
        match message:
            case ReadConfig(always):
                self._look(always)
            case ConfigRead():
                self._take(message)
            case GetConfigState(reply_to):
                reply_to.tell(self._state)
            case _:
                assert_never(message)

    def _await_next_look(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.tell_later(self._settings.polling.interval_seconds, ReadConfig())

    def _look(self, always: bool) -> None:
        if self._reading:
            self._wanted_again = self._wanted_again or always
            return
        self._reading, self._was_asked = True, always
        # While the file is bad, the reason may be another file (a key that is missing): look each time.
        known = None if always or self._state.problems else self._stamp
        self.work(asyncio.to_thread(look, self._read, self._files, known), lambda read: read)

    def _take(self, read: ConfigRead) -> None:
        self._reading = False
        is_first_look, self._stamp = not self._stamp, read.stamp
        if read.problems:
            self._reject(read.problems)
        elif read.settings is not None:
            self._files = read.files
            if not is_first_look or self._was_asked or read.settings != self._settings:
                self._accept(read.settings)
        if self._wanted_again:
            self._wanted_again = False
            self._look(always=True)
        self._await_next_look()

    def _reject(self, problems: tuple[str, ...]) -> None:
        if problems != self._state.problems:
            self.log.error("config_rejected", problems=list(problems))
        self._state = attrs.evolve(self._state, problems=problems)

    def _accept(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        self._state = ConfigState(self.clock.wall_seconds())
        if needing_restart := self._needing_restart(before):
            self.log.warning("restart_needed", changed=needing_restart)
        self.log.info("config_reloaded", providers=len(settings.providers), changed=settings != before)
        if settings != before:
            self._apply(settings)
            for listener in self._listeners:
                listener.tell(SettingsChanged(settings))

    def _needing_restart(self, before: Settings) -> list[str]:
        """The sections that were changed just now to something else than what runs."""
        return [
            part
            for part in ("server", "store")
            if getattr(self._settings, part) not in (getattr(before, part), getattr(self._running, part))
        ]


def stamp_of(files: Sequence[Path]) -> Stamp:
    """What changes when one of the files does: name, time, size and inode of each; a missing one counts as zeros."""
    return tuple(_stamp_of_one(file) for file in files)


def look(read: Read, files: Sequence[Path], known: Stamp | None) -> ConfigRead:
    """Read and check the file, unless the stamp is still the one that is `known`. Blocks; for a worker thread."""
    stamp = stamp_of(files)
    if stamp == known:
        return ConfigRead(stamp)
    try:
        fresh = read()
    except ConfigError as error:
        return ConfigRead(stamp, problems=error.problems)
    # As they were before the reading: what is written meanwhile is a change that comes up next time.
    before = {one[0]: one for one in stamp}
    stamp = tuple(before.get(str(file)) or _stamp_of_one(file) for file in fresh.files)
    return ConfigRead(stamp, fresh.settings, files=fresh.files)


def _stamp_of_one(file: Path) -> tuple[str, int, int, int]:
    try:
        stat = os.stat(file)
    except OSError:
        return str(file), 0, 0, 0
    return str(file), stat.st_mtime_ns, stat.st_size, stat.st_ino
