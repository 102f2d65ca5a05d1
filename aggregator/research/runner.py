"""RunnerActor: keeps idle loaders busy: it pulls as many batches as it has idle loaders, and not one more."""

from collections.abc import Callable, Sequence
from typing import assert_never

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.mailbox import Mailbox
from aggregator.messages import (
    BatchesPulled,
    Idle,
    Load,
    Pull,
    RunnerMessage,
    RunnerRestarted,
    SettingsChanged,
    WorkQueued,
)


class RunnerActor(Actor[RunnerMessage]):
    """Holds the credits: who is idle, and how many batches are asked for already."""

    def __init__(
        self,
        address: Address[RunnerMessage],
        surroundings: Surroundings,
        details: Mailbox[Pull | RunnerRestarted],
        hire: Callable[[int], Mailbox[Load]],
        loaders: int,
    ) -> None:
        super().__init__(address, surroundings)
        self._details = details
        self._hire = hire
        self._loaders = [hire(number) for number in range(loaders)]
        self._wanted = loaders  # the loaders beyond it rest: an actor is never dismissed
        self._in_step = True  # False after a crash, until the DetailActor has taken back what was on its way
        self._forget()

    def _forget(self) -> None:
        self._idle = list(range(len(self._loaders)))
        self._asked = 0
        self._more_came = False

    def begin(self) -> None:
        self._pull()

    def reset(self) -> None:
        """Take all loaders for idle: a busy one keeps what it is handed until it is done."""
        self._forget()
        self._in_step = False
        self._details.tell(RunnerRestarted())

    def handle(self, message: RunnerMessage) -> None:
        match message:
            case Idle(loader):
                self._idle = [*(other for other in self._idle if other != loader), loader]
                self._pull()
            case BatchesPulled() if not self._in_step:
                pass  # these loads are queued again when the DetailActor reads RunnerRestarted
            case BatchesPulled(asked, loads):
                self._asked = max(self._asked - asked, 0)
                self._hand_over(loads)
            case SettingsChanged(settings):
                self._want(settings.research.loaders)
                self._pull()
            case WorkQueued(restarted):
                self._asked = 0 if restarted else self._asked
                self._in_step = self._in_step or restarted
                self._more_came = self._asked > 0
                self._pull()
            case _:
                assert_never(message)

    def _want(self, loaders: int) -> None:
        self._wanted = loaders
        while len(self._loaders) < loaders:
            self._idle.append(len(self._loaders))
            self._loaders.append(self._hire(len(self._loaders)))

    def _usable(self) -> list[int]:
        return [loader for loader in self._idle if loader < self._wanted]

    def _pull(self) -> None:
        credits_left = len(self._usable()) - self._asked
        if credits_left > 0 and self._in_step:
            self._asked += credits_left
            self._details.tell(Pull(credits_left))

    def _hand_over(self, loads: Sequence[Load]) -> None:
        for load in loads:
            usable = self._usable()
            loader = usable[0] if usable else load.batch.number % self._wanted
            self._idle = [other for other in self._idle if other != loader]
            self._loaders[loader].tell(load)
        if self._more_came:  # work that was queued while the answer was on its way
            self._more_came = False
            self._pull()
