"""Recognition: which kind of server answers, from its list first, then from the answers to a few harmless GETs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final

import attrs

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import records
from aggregator.servers.server_kind import Answer, Likeness, Probe, ServerKind

Ask = Callable[[str], Awaitable[Answer | None]]
"""Gets a path; None where nobody answered, so that nothing is known."""

_LOOKED_AT = 3
_NOT_NOW = frozenset({408, 425, 429})


class Undecided(ServerKind):
    """Stands for a kind that is not known yet, because a probe was not answered; it reads like a generic one."""

    @property
    def word(self) -> str:
        """See ServerKind."""
        return ""


GENERIC: Final = ServerKind()
UNDECIDED: Final = Undecided()


@attrs.frozen
class Look:
    """What a list answer looks like; as long as it stays the same, so does the kind."""

    status: int
    owners: frozenset[str]
    server: str
    keys: frozenset[str]

    @classmethod
    def of(cls, answer: Answer) -> "Look":
        """The look of the answer to the list request."""
        entries = _entries(answer)
        owners = (entry.get("owned_by") for entry in entries)
        return cls(
            answer.status,
            frozenset(owner for owner in owners if isinstance(owner, str)),
            answer.headers.get("server", ""),
            frozenset(key for entry in entries[:_LOOKED_AT] for key in entry),
        )

    @property
    def tells_nothing(self) -> bool:
        """Whether it is an empty list, which any kind can give."""
        return self.status == 200 and not self.keys


async def recognise(kinds: Sequence[ServerKind], answer: Answer, ask: Ask) -> ServerKind:
    """The first kind that the answer to LIST_PATH and the probes speak for; GENERIC when it is none for sure.

    UNDECIDED when a kind might be it but its probe was not answered: then those after it might be imitations.
    """
    if any("aggregator" in entry for entry in _entries(answer)):  # another one of us: its entries are others' verbatim
        return GENERIC
    candidates = list(_candidates(kinds, answer))
    paths = {probe.path: None for kind, likeness in candidates if likeness is Likeness.MAYBE for probe in kind.probes}
    answers = dict(zip(paths, await asyncio.gather(*map(ask, paths)), strict=True))
    for kind, likeness in candidates:
        confirmed = likeness is Likeness.SURE or _confirmed(kind, answers)
        if confirmed is None:
            return UNDECIDED
        if confirmed:
            return kind
    return GENERIC


def is_passing(status: int) -> bool:
    """Whether a status says something about this moment only, and nothing about what the server has."""
    return status in _NOT_NOW or (status >= 500 and status != 501)


def by_word(kinds: Iterable[ServerKind]) -> Mapping[str, ServerKind]:
    """The kinds by their words, the first of each."""
    found: dict[str, ServerKind] = {ProviderKind.GENERIC.value: GENERIC}
    for kind in kinds:
        found.setdefault(kind.word, kind)
    return found


def _candidates(kinds: Sequence[ServerKind], answer: Answer) -> Iterable[tuple[ServerKind, Likeness]]:
    for kind in kinds:
        likeness = kind.likeness(answer)
        if likeness is not Likeness.NO:
            yield kind, likeness
        if likeness is Likeness.SURE:
            return


def _confirmed(kind: ServerKind, answers: Mapping[str, Answer | None]) -> bool | None:
    """Whether the probes say so; None when it depends on one that was not answered."""
    said = [_matches(probe, answers[probe.path]) for probe in kind.probes]
    if kind.one_probe_is_enough:
        return True if True in said else None if None in said else False
    if not said or False in said:
        return False
    return None if None in said else True


def _matches(probe: Probe, answer: Answer | None) -> bool | None:
    if answer is None or is_passing(answer.status):
        return None
    return probe.matches(answer)


def _entries(answer: Answer) -> list[Mapping[str, object]]:
    document = answer.document
    listed = document.get("data") if isinstance(document, dict) else document
    return list(records(listed))
