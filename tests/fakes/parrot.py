"""Parrot: the smallest actor, which does what its messages say; for tests of what all actors have in common."""

from collections.abc import Coroutine
from typing import Any

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.mailbox import Reply


@attrs.frozen
class Say:
    """To be repeated."""

    text: str


@attrs.frozen
class Break:
    """The handler raises this."""

    error: Exception


@attrs.frozen
class SayLater:
    """Tell oneself `message` after a while."""

    delay_seconds: float
    message: Any


@attrs.frozen
class WorkOn:
    """Run this on the loop; its result is said."""

    coroutine: Coroutine[Any, Any, str]


@attrs.frozen
class WhatWasSaid:
    """Answered with all that was said since the last reset."""

    reply_to: Reply[tuple[str, ...]]
    error: Exception | None = None


class Parrot(Actor[Any]):
    """`heard` is what it handled in this life, `resets` how often it began anew, `handles` what it can call off."""

    def __init__(
        self,
        address: Address[Any],
        surroundings: Surroundings,
        broken_begin: Exception | None = None,
        broken_reset: Exception | None = None,
    ) -> None:
        super().__init__(address, surroundings)
        self._broken_begin = broken_begin
        self._broken_reset = broken_reset
        self.heard: list[Any] = []
        self.handles: list[Any] = []
        self.began = 0
        self.resets = 0

    def begin(self) -> None:
        self.began += 1
        if self._broken_begin is not None:
            raise self._broken_begin

    def reset(self) -> None:
        self.resets += 1
        self.heard = []
        if self._broken_reset is not None:
            raise self._broken_reset

    def handle(self, message: Any) -> None:
        match message:
            case Say():
                self.heard.append(message.text)
            case Break(error):
                raise error
            case SayLater(delay, later):
                self.handles.append(self.tell_later(delay, later))
            case WorkOn(coroutine):
                self.handles.append(self.work(coroutine, Say))
            case WhatWasSaid(reply_to, error):
                if error is not None:
                    raise error
                reply_to.tell(tuple(self.heard))
