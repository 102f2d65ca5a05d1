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
    """The actors by their roles; loaders come as they are hired."""

    def __init__(self, dead_letters: DeadLetters) -> None:
        self._dead_letters = dead_letters
        self.config: Address[ConfigMessage] = Address("config", dead_letters)
        self.models: Address[ModelServiceMessage] = Address("models", dead_letters)
        self.details: Address[DetailMessage] = Address("details", dead_letters)
        self.runner: Address[RunnerMessage] = Address("runner", dead_letters)
        self.store: Address[StoreMessage] = Address("store", dead_letters)
        self.loaders: tuple[Address[LoaderMessage], ...] = ()

    def new_loader(self) -> Address[LoaderMessage]:
        """An address for one more."""
        address: Address[LoaderMessage] = Address(f"loader-{len(self.loaders)}", self._dead_letters)
        self.loaders = (*self.loaders, address)
        return address

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
