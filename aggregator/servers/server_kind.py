"""ServerKind: what is known about one kind of server: how to recognise it, list it, and read its facts.

A kind is declarative and pure: it names the paths, and reads the answers that others fetched. That keeps every kind
harmless (only the named paths are ever asked) and testable without a network.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any

import attrs

from aggregator.data.listing import ListedModel
from aggregator.data.provider import ProviderKind
from aggregator.servers.openai_list import entries_of

LIST_PATH = "/v1/models"


@attrs.frozen
class Answer:
    """One HTTP answer: `document` is the parsed JSON, None where the body was none; `text` its beginning."""

    status: int
    headers: Mapping[str, str] = MappingProxyType({})
    document: Any = None
    text: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is a 200 whose document, if it is an object, is not just an error (LM Studio does that)."""
        only_error = isinstance(self.document, dict) and set(self.document) == {"error"}
        return self.status == 200 and not only_error


NO_ANSWER = Answer(0)
Answers = Mapping[str, Answer]
"""By path; a path that could not be fetched is absent."""


class Likeness(IntEnum):
    """How much a list answer looks like a kind's."""

    NO = 0
    MAYBE = 1
    SURE = 2


@attrs.frozen
class Probe:
    """A read-only GET that confirms a kind: `matches` must hold for the answer's body, never for its status alone."""

    path: str
    matches: Callable[[Answer], bool]


@attrs.frozen
class Described:
    """One model as a server describes it.

    `entry` is the entry of the OpenAI list (or what comes nearest to it) with its `id`; `values` are facts by field
    name, raw: what can't be right is dropped later. `digest` names the exact model where the server knows one.
    """

    entry: Mapping[str, Any]
    values: Mapping[str, object] = MappingProxyType({})
    digest: str = ""


@attrs.frozen
class Call:
    """One native request about one model."""

    method: str
    path: str
    json: Any = None


class ServerKind:
    """The base and the default: a plain OpenAI list without facts of its own. Kinds override what differs."""

    kind: ProviderKind = ProviderKind.GENERIC
    list_path: str = LIST_PATH
    most_pages: int = 1  # of the list; with more than one, `next_page` is asked for the way on
    more_paths: tuple[str, ...] = ()  # asked at each poll, side by side; one that fails costs only its facts
    instead: Mapping[str, str] = MappingProxyType({})  # for one of more_paths that is not there or refused: another one
    headers: Mapping[str, str] = MappingProxyType({})  # sent with every request, besides the credentials
    probes: tuple[Probe, ...] = ()  # asked when the likeness is MAYBE; all must match, unless:
    one_probe_is_enough: bool = False

    @property
    def word(self) -> str:
        """What tells it from the other kinds; one that ProviderKind does not name has a word of its own."""
        return self.kind.value

    def likeness(self, answer: Answer) -> Likeness:  # noqa: ARG002
        """How much the answer to LIST_PATH (of any status) looks like this kind's."""
        return Likeness.NO

    def next_page(self, document: Any) -> str | None:  # noqa: ARG002
        """The path of the next page of the list, None after the last."""
        return None

    def entries(self, document: Any) -> list[Any]:
        """The entries of one page of the list.

        Raises:
            PollError: kind `bad_answer`, when the document is no list.
        """
        return entries_of(document)

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:  # noqa: ARG002
        """The models of the list (the entries of all pages) with their facts, from the list and from `more_paths`.

        What `detail_call` tells more exactly is best left out: both speak as `server`, and the newer one would win.
        """
        return (Described(entry) for entry in entries if isinstance(entry, dict))

    def detail_call(self, model: ListedModel) -> Call | None:  # noqa: ARG002
        """The native request that tells more about one model; None where there is none."""
        return None

    def read_detail(self, model: ListedModel, answer: Answer) -> Mapping[str, object]:  # noqa: ARG002
        """Facts by field name from the answer to `detail_call`."""
        return {}
