"""Shelf: the list of an OpenAI-like server, which can change while it runs."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

Card = dict[str, Any]


class Shelf:
    """Entries by id, in the order in which they came; `make_card` writes the entry for a name."""

    def __init__(self, make_card: Callable[[str], Card], names: Iterable[str] = (), cards: Iterable[Card] = ()) -> None:
        self._make_card = make_card
        self._cards = {card["id"]: card for card in [*map(make_card, names), *cards]}

    def add(self, name: str, fields: Mapping[str, object]) -> None:
        """Put a model there; a second one of the same name replaces the first."""
        card = self._make_card(name) | dict(fields)
        self._cards[card["id"]] = card

    def remove(self, name: str) -> None:
        """Take it away; a KeyError tells that it is not there."""
        del self._cards[name]

    def get(self, name: str) -> Card | None:
        """The entry of one model."""
        return self._cards.get(name)

    @property
    def cards(self) -> list[Card]:
        """All entries."""
        return list(self._cards.values())

    def names(self) -> list[str]:
        """All ids."""
        return list(self._cards)


SHELF = web.AppKey("SHELF", Shelf)
