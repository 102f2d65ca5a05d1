"""QueryString: the parameters of a request, read strictly: a mistake is an answer that says what would be right."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from aiohttp import web

from aggregator.api.problem import ProblemError
from aggregator.data.foreign_text import one_line

Parsed = TypeVar("Parsed")
_WHOLE = re.compile(r"[0-9]{1,18}")


class QueryString:
    """Each method raises ProblemError 400 that names the parameter."""

    def __init__(self, request: web.BaseRequest) -> None:
        self._values = request.rel_url.query

    def allow_only(self, names: Iterable[str]) -> None:
        """There must be no others."""
        allowed = tuple(names)
        for name in self._values:
            if name not in allowed:
                what = f"one of {', '.join(allowed)}" if allowed else "left out: there are no parameters here"
                raise self.wrong(one_line(name, 80), f"is unknown; it must be {what}")

    def texts(self, name: str) -> frozenset[str]:
        """All values of a parameter that may be repeated; none may be empty."""
        values = self._values.getall(name, ())
        if not all(values):
            raise self.wrong(name, "must not be empty")
        return frozenset(values)

    def words(self, name: str, choices: Iterable[str]) -> frozenset[str]:
        """The same, out of these choices."""
        values, known = self.texts(name), tuple(choices)
        if not values <= set(known):
            raise self.wrong(name, f"must be one of {', '.join(known)}")
        return values

    def text(self, name: str) -> str | None:
        """The value of a parameter that is given at most once."""
        values = self._values.getall(name, ())
        if len(values) > 1:
            raise self.wrong(name, "must be given once")
        return values[0] if values else None

    def parsed(self, name: str, parse: Callable[[str], Parsed]) -> Parsed | None:
        """What `parse` makes of it; its ValueError is a phrase for people."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return parse(value)
        except ValueError as error:
            raise self.wrong(name, str(error)) from None

    def whole(self, name: str, smallest: int, largest: int) -> int | None:
        """A whole number within bounds."""
        value = self.text(name)
        if value is None:
            return None
        if not _WHOLE.fullmatch(value) or not smallest <= int(value) <= largest:
            raise self.wrong(name, f"must be a whole number from {smallest} to {largest}")
        return int(value)

    def flag(self, name: str) -> bool:
        """`1` or `0`."""
        value = self.text(name)
        if value not in {None, "0", "1"}:
            raise self.wrong(name, "must be 1 or 0")
        return value == "1"

    @staticmethod
    def wrong(name: str, what: str) -> ProblemError:
        """The problem to raise: parameter `name` `what`."""
        return ProblemError(400, f"{name} {what}.", parameter=name)
