"""Dialect: what a server has turned out to understand, learnt from its refusals."""

import re
from typing import Any

import attrs

from aggregator.research.sources.brain.ladder import Rung, cant_climb
from aggregator.research.sources.brain.refusal import Refusal

_LIMIT_NAMES = ("max_tokens", "max_completion_tokens", None)
_ABOUT_LIMIT = re.compile(r"max_(completion_)?tokens", re.IGNORECASE)
_ABOUT_TEMPERATURE = re.compile(r"temperature", re.IGNORECASE)


@attrs.frozen
class Dialect:
    """How to put a request. It only ever gets simpler, so a call that is refused again and again comes to an end."""

    rung: Rung = Rung.JSON_SCHEMA
    limit_step: int = 0
    with_temperature: bool = True

    def request(
        self, model: str, messages: list[dict[str, str]], temperature: float, most_tokens: int
    ) -> dict[str, Any]:
        """The body of a chat completion request."""
        body: dict[str, Any] = {"model": model, "messages": messages, "stream": False}
        if self.with_temperature:
            body["temperature"] = temperature
        if limit_name := _LIMIT_NAMES[self.limit_step]:
            body[limit_name] = most_tokens
        if response_format := self.rung.response_format:
            body["response_format"] = response_format
        return body

    def after(self, refusal: Refusal) -> "Dialect | None":
        """The dialect to try next; None when another one would not help."""
        if refusal.status not in {400, 422, 501} or refusal.is_about_context or refusal.is_about_access:
            return None
        if _ABOUT_LIMIT.search(refusal.text) and self.limit_step < len(_LIMIT_NAMES) - 1:
            return attrs.evolve(self, limit_step=self.limit_step + 1)
        if _ABOUT_TEMPERATURE.search(refusal.text) and self.with_temperature:
            return attrs.evolve(self, with_temperature=False)
        if cant_climb(refusal.status, refusal.text) and self.rung is not Rung.PLAIN:
            return attrs.evolve(self, rung=self.rung.below)
        return None

    def combined_with(self, other: "Dialect") -> "Dialect":
        """What both have learnt; two batches in flight may learn different things."""
        return Dialect(
            max(self.rung, other.rung),
            max(self.limit_step, other.limit_step),
            self.with_temperature and other.with_temperature,
        )
