"""Addresses: one for every actor, made before the actors, so that they can be told of each other."""

from typing import Any

from aggregator.actor.address import Address
from aggregator.actor.dead_letters import DeadLetters
from aggregator.messages import (
    ConfigMessage,
    DetailMessage,
    LoaderMessage,
    ModelServiceMessage,
    RunnerMessage,
    StoreMessage,
)


class Addresses:
    """The actors by their roles; as many loaders as `research.loaders`."""

    def __init__(self, dead_letters: DeadLetters, loaders: int) -> None:
        self.config: Address[ConfigMessage] = Address("config", dead_letters)
        self.models: Address[ModelServiceMessage] = Address("models", dead_letters)
        self.details: Address[DetailMessage] = Address("details", dead_letters)
        self.runner: Address[RunnerMessage] = Address("runner", dead_letters)
        self.store: Address[StoreMessage] = Address("store", dead_letters)
        self.loaders: tuple[Address[LoaderMessage], ...] = tuple(
            Address(f"loader-{number}", dead_letters) for number in range(loaders)
        )

    def waiting(self) -> dict[str, int]:
        """How many messages wait for each actor, about."""
        every: tuple[Address[Any], ...] = (
            self.config,
            self.models,
            self.details,
            self.runner,
            self.store,
            *self.loaders,
        )
        return {address.name: address.waiting() for address in every}
