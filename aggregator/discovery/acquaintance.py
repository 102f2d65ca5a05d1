"""Acquaintance: what is remembered of a provider: its kind, and the last good answers beside its list."""

import attrs

from aggregator.servers.heard import Heard
from aggregator.servers.recognition import GENERIC, UNDECIDED, Look
from aggregator.servers.server_kind import Answer, Likeness, ServerKind

MOST_TRIES = 3
"""A probe that is never answered must not be sent for ever."""

MOST_POLLS_KEPT = 10
"""How often in a row a path may fail before the facts from it go."""


@attrs.define
class _Kept:
    heard: Heard
    failures: int = 0


@attrs.define
class Acquaintance:
    """`kind` is None until it is known; `look` is what the list looked like then."""

    kind: ServerKind | None = None
    look: Look | None = None
    _tries: int = 0
    _kept: dict[str, _Kept] = attrs.field(factory=dict)

    def settle(self, answer: Answer, found: ServerKind) -> ServerKind:
        """The kind to go by after recognition by this list answer.

        While it could not be decided, the former one stays if the answer is still like its own.
        """
        former = self.kind if self.kind and self.kind.likeness(answer) is not Likeness.NO else None
        undecided = found is UNDECIDED
        self._tries = self._tries + 1 if undecided else 0
        if self._tries in range(1, MOST_TRIES):
            self.kind = former
            return former or UNDECIDED
        kind = (former or GENERIC) if undecided else found
        if kind is not self.kind:
            self._kept.clear()
        self.kind, self.look, self._tries = kind, Look.of(answer), 0
        return kind

    @property
    def is_unsettled(self) -> bool:
        """Whether the last recognition was undecided, and should be tried again even if nothing changes."""
        return self._tries > 0

    def forget_kind(self) -> None:
        """Something else may stand there now."""
        self.kind, self.look = None, None

    def looks_different(self, look: Look) -> bool:
        """Whether it should be recognised anew; an empty list is no reason."""
        return look != self.look and not look.tells_nothing

    def keep(self, path: str, heard: Heard) -> None:
        """Remember a good answer, as it came: what was read of it takes more room."""
        self._kept[path] = _Kept(Heard(heard.reply))

    def came(self, path: str) -> None:
        """The path was answered again."""
        if path in self._kept:
            self._kept[path].failures = 0

    def gone(self, path: str) -> None:
        """The server says that it has no such path (any more)."""
        self._kept.pop(path, None)

    def failed(self, path: str) -> None:
        """The path was not answered this time."""
        if path in self._kept:
            self._kept[path].failures += 1
            if self._kept[path].failures > MOST_POLLS_KEPT:
                del self._kept[path]

    def kept(self, path: str) -> Heard | None:
        """The last good answer of a path."""
        return self._kept[path].heard if path in self._kept else None
