"""From the models that a server describes to the listing of its provider; what can't be used is counted."""

from collections.abc import Iterable

import attrs
import orjson

from aggregator.data.foreign_text import is_usable_id
from aggregator.data.listing import ListedModel, Listing
from aggregator.data.model_detail import ModelDetail
from aggregator.errors import PollError
from aggregator.servers.openai_list import listed
from aggregator.servers.server_kind import Answers, Described, ServerKind


@attrs.frozen
class ParsedList:
    """The usable models, each name once (the first wins), and how many entries were left out."""

    listing: Listing
    skipped: int


def listing_of(kind: ServerKind, pages: list[object], answers: Answers, max_models: int, now_wall: float) -> ParsedList:
    """Read all pages of a list and the answers that go with it.

    Raises:
        PollError: `bad_answer` when a page is no list, `too_many` for more than `max_models` entries.
    """
    entries = [entry for page in pages for entry in kind.entries(page)]
    if len(entries) > max_models:
        raise PollError("too_many", f"lists {len(entries)} models, more than max_models ({max_models})")
    models = _each_once(kind, kind.describe(entries, answers), int(now_wall))
    return ParsedList(Listing(models), max(len(entries) - len(models), 0))


def _each_once(kind: ServerKind, described: Iterable[Described], as_of: int) -> tuple[ListedModel, ...]:
    models: dict[str, ListedModel] = {}
    for each in described:
        name = each.entry.get("id")
        if isinstance(name, str) and name not in models and is_usable_id(name):
            model = _listed(each, as_of)
            if model is not None:
                models[name] = attrs.evolve(model, kind=kind.word)
    return tuple(models.values())


def _listed(described: Described, as_of: int) -> ListedModel | None:
    try:
        facts = ModelDetail.said_by("server", as_of, described.values)
        return listed(described.entry, described.digest, facts)
    except (orjson.JSONEncodeError, TypeError):  # something in it that JSON can't say
        return None
