"""OpenAI itself: three or four fields an entry, a key on everything."""

from collections.abc import Sequence

from aiohttp import web

from scripts.fleet.guard import SIMULATED_KEY
from scripts.fleet.openai_like import Dialect, openai_like, plain_card
from scripts.fleet.shelf import Card
from scripts.fleet.wire_files import wire_json


def openai(names: Sequence[str] | None = None, *, key: str = SIMULATED_KEY) -> web.Application:
    """The example entries without `names`."""
    dialect = Dialect((), _card, refusal=wire_json("openai/error_401.json"))
    examples = wire_json("openai/v1_models.json")["data"] if names is None else ()
    return openai_like(dialect, names, key=key, cards=examples)


def _card(name: str) -> Card:
    return plain_card(name) | {"owned_by": "system"}
