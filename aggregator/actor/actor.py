"""Actor: the base of all actors: one message at a time, guarded; an exception costs the message, never the actor."""

import contextlib
import itertools
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

import attrs
import pykka
import structlog

from aggregator.actor.address import Address
from aggregator.actor.crash_count import CrashCount
from aggregator.actor.loop_door import Cancellable, Door
from aggregator.actor.mailbox import Request
from aggregator.data.clock import Clock

Message = TypeVar("Message")
Result = TypeVar("Result")


@attrs.frozen
class Surroundings:
    """What every actor is given: the way to the loop, the clocks, and whom to tell that it gives up."""

    door: Door
    clock: Clock
    give_up: Callable[[str], object]
    restarted: Callable[[str], None] = lambda _name: None


_Done = Callable[[Any, BaseException | None], None]


@attrs.frozen
class _OwnMail:
    """A timer or the outcome of work, on its way back; `number` tells which one."""

    number: int
    message: Any
    error: BaseException | None = None


@attrs.frozen
class _Forgettable:
    """A timer or work that is off the actor's list once it is called off."""

    handle: Cancellable
    forget: Callable[[], object]

    def cancel(self) -> None:
        self.forget()
        self.handle.cancel()


class Actor(pykka.ThreadingActor, Generic[Message]):
    """An actor with a guard and restart in place.

    When a message breaks the handler, the message is dropped, timers and work of this life are called off, and `reset`
    builds the state anew from its sources; the inbox and the address stay. More than 5 such crashes within 60 s end the
    service. A request (it has a `reply_to`) that breaks the handler only fails its asker: answering changes no state.
    """

    use_daemon_thread = True  # a hanging actor must not keep the process from exiting

    def __init__(self, address: Address[Message], surroundings: Surroundings) -> None:
        super().__init__()
        address.bind(self.actor_ref)
        self.name = address.name
        self.clock = surroundings.clock
        self.log = structlog.get_logger(f"aggregator.{self.name}").bind(actor=self.name)
        self._address: Address[Any] = address
        self._surroundings = surroundings
        self._crashes = CrashCount()
        self._numbers = itertools.count()
        self._pending: dict[int, Cancellable] = {}

    def begin(self) -> None:
        """The first thing done on the actor's own thread; tell and arm timers here."""

    def handle(self, message: Message) -> None:
        """React to one message: decide with pure values, then tell."""
        raise NotImplementedError

    def reset(self) -> None:
        """Build the state anew after a crash."""
        raise NotImplementedError

    def tell_later(self, delay_seconds: float, message: Message) -> Cancellable:
        """Tell oneself something after a while."""
        return self._set_going(lambda done: self._surroundings.door.later(delay_seconds, lambda: done(message, None)))

    def work(self, coroutine: Coroutine[Any, Any, Result], as_message: Callable[[Result], Message]) -> Cancellable:
        """Run a coroutine on the loop; its result comes back as a message, an exception as a crash of this actor."""

        def start(done: _Done) -> Cancellable:
            return self._surroundings.door.run(
                coroutine, lambda result, error: done(None if error else as_message(result), error)
            )

        return self._set_going(start)

    def _set_going(self, start: Callable[[_Done], Cancellable]) -> Cancellable:
        number = next(self._numbers)  # never used again, so that nothing late is taken for something new
        handle = start(lambda message, error: self._address.tell(_OwnMail(number, message, error)))
        self._pending[number] = handle
        return _Forgettable(handle, lambda: self._pending.pop(number, None))

    # ---- what pykka calls

    def on_start(self) -> None:
        """Called by pykka on the new thread."""
        structlog.contextvars.bind_contextvars(actor=self.name)
        self._guarded(None, self.begin)

    def on_receive(self, message: Any) -> None:
        """Called by pykka for each message."""
        if not isinstance(message, _OwnMail):
            self._guarded(message, lambda: self.handle(message))
        elif self._pending.pop(message.number, None) is not None:  # else it was called off
            self._guarded(message.message, lambda: self._handle_own(message))

    def on_stop(self) -> None:
        """Called by pykka before the thread ends."""
        self._call_off()

    def _handle_own(self, mail: _OwnMail) -> None:
        if mail.error is not None:
            raise mail.error
        self.handle(mail.message)

    def _guarded(self, message: object, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - the one place that catches everything
            self._survive(message, error)

    def _survive(self, message: object, error: Exception) -> None:
        if isinstance(message, Request):
            self.log.error("request_failed", message=type(message).__name__, exc_info=error)
            message.reply_to.fail(error)
            return
        self.log.error("actor_restarted", message=type(message).__name__, exc_info=error)
        self._crashes = self._crashes.crashed(self.clock.monotonic_seconds())
        self._surroundings.restarted(self.name)
        self._call_off()
        try:
            self.reset()
        except Exception as second:  # noqa: BLE001 - without a state there is nothing to go on with
            self._give_up(second)
        else:
            if self._crashes.is_too_much:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.log.critical("actor_gave_up", error=type(error).__name__)
        self._surroundings.give_up(self.name)

    def _call_off(self) -> None:
        pending, self._pending = self._pending, {}
        for each in pending.values():
            with contextlib.suppress(RuntimeError):
                each.cancel()
