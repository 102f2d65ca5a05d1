"""An example of a package that teaches the catalogue one more kind of server: a "desk server".

Its list is OpenAI's, `GET /desk/status` tells which models are awake, and `GET /desk/cards/<id>` describes one of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from aggregator.data.listing import ListedModel
from aggregator.servers.reading import listed_in, object_at, object_in, texts, whole
from aggregator.servers.server_kind import Answer, Answers, Call, Described, Likeness, Probe, ServerKind

_STATUS = "/desk/status"


def _is_status(answer: Answer) -> bool:
    return object_in(answer).get("software") == "desk"


class DeskKind(ServerKind):
    """A desk server."""

    word = "desk"
    more_paths = (_STATUS,)
    probes = (Probe(_STATUS, _is_status),)

    def likeness(self, answer: Answer) -> Likeness:
        """Any list with an owner could be one; the probe makes sure."""
        listed = listed_in(answer)
        return Likeness.MAYBE if listed and all("owned_by" in entry for entry in listed) else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """What the status tells about each model of the list."""
        awake = texts(object_at(answers, _STATUS).get("awake"))
        for described in super().describe(entries, answers):
            yield Described(described.entry, {"loaded": described.entry.get("id") in awake})

    def detail_call(self, model: ListedModel) -> Call | None:
        """A card can be read without waking the model."""
        return Call("GET", f"/desk/cards/{quote(model.name, safe='')}")

    def read_detail(self, model: ListedModel, answer: Answer) -> Mapping[str, object]:
        """The window of a desk server is what the model was made for."""
        return {"context_length": whole(object_in(answer).get("window"))}
