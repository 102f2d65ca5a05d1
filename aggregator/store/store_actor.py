"""StoreActor: the only one that touches the engine, so that nobody else waits for a disk."""

from typing import assert_never

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.messages import Keep, Recall, Recalled, StoreMessage
from aggregator.store.engine import Engine


class StoreActor(Actor[StoreMessage]):
    """Keeps and recalls what was learnt."""

    def __init__(self, address: Address[StoreMessage], surroundings: Surroundings, engine: Engine) -> None:
        super().__init__(address, surroundings)
        self._engine = engine

    def reset(self) -> None:
        """The engine holds all there is; nothing of it is in this actor."""

    def handle(self, message: StoreMessage) -> None:
        match message:
            case Keep(facts):
                self._engine.keep(facts)
            case Recall(to):
                to.tell(Recalled(self._engine.recall()))
            case _:
                assert_never(message)
