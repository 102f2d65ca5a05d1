"""ActorSetting: all that an actor needs to be tested without thread, clock and loop."""

import contextvars
from typing import Any

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.dead_letters import DeadLetters
from tests.fakes.clock import FakeClock
from tests.fakes.door import FakeDoor


class ActorSetting:
    """Build the actor with `address(…)` and `surroundings`, `begin` it, then tell its address and `deliver`.

    `given_up` and `restarted` name the actors that did so.
    """

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.door = FakeDoor(self.clock)
        self.dead_letters = DeadLetters()
        self.given_up: list[str] = []
        self.restarted: list[str] = []
        self.surroundings = Surroundings(self.door, self.clock, self.given_up.append, self.restarted.append)

    def address(self, name: str) -> Address[Any]:
        """A new address."""
        return Address(name, self.dead_letters)

    def settle(self, *actors: Actor[Any]) -> None:
        """Deliver, fire what is due and run all work, until nothing is left to do at this moment."""
        busy = 1
        while busy:
            busy = sum(deliver(actor) for actor in actors) + self.door.fire_due() + self.door.run_all()


def begin(actor: Actor[Any]) -> None:
    """What pykka does first on the actor's thread."""
    contextvars.copy_context().run(actor.on_start)


def deliver(actor: Actor[Any]) -> int:
    """Let an un-started actor handle all that is in its inbox; how many messages there were."""
    count = 0
    while not actor.actor_inbox.empty():
        actor.on_receive(actor.actor_inbox.get_nowait().message)
        count += 1
    return count
