"""The ladder: how strictly a server is asked to keep to JSON, and what to try when it can't."""

import re
from enum import IntEnum
from typing import Any, Final

from aggregator.research.sources.brain.answer_schema import ANSWER_SCHEMA

_CANT = re.compile(r"response_format|json_schema|grammar|schema|text\.format|UnsupportedParams", re.IGNORECASE)
_STATUSES: Final = frozenset({400, 422, 501})


class Rung(IntEnum):
    """From the strictest down; whatever was promised, the answer is checked."""

    JSON_SCHEMA = 0
    JSON_OBJECT = 1
    PLAIN = 2

    @property
    def response_format(self) -> dict[str, Any] | None:
        """What the request says about it; None: nothing."""
        match self:
            case Rung.JSON_SCHEMA:
                wrapped = {"name": "model_details", "strict": True, "schema": dict(ANSWER_SCHEMA)}
                return {"type": "json_schema", "json_schema": wrapped}
            case Rung.JSON_OBJECT:
                return {"type": "json_object"}
            case Rung.PLAIN:
                return None

    @property
    def below(self) -> "Rung":
        """The next one down; the last one stays."""
        return Rung(min(self + 1, Rung.PLAIN))


def cant_climb(status: int, text: str) -> bool:
    """Whether a refusal is about the form that was asked for; errors about context or access have been told apart."""
    return status in _STATUSES and bool(_CANT.search(text))
