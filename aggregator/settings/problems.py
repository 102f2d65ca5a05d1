"""Problems: everything that is wrong with a config file, one finished line each."""

import difflib
import re
from collections.abc import Iterable

import attrs

from aggregator.data.foreign_text import one_line

_WHOLE_FILE = "config"
_HARMLESS_KEY = re.compile(r"[A-Za-z_][A-Za-z_-]{0,29}|<<")
_ALIKE = 0.62  # "timeout" finds timeout_seconds, "zebra" does not find brain
_SECRET_KEYS = ("api_key", "token")


class Refused(Exception):
    """A value can't be used; the problem that tells why is written down already."""


class Wrong(Refused):
    """A value can't be used, and nobody has written down yet why."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right


@attrs.frozen
class Problem:
    """One fault: where it stands, what is wrong, and what would be right."""

    line: int
    path: str
    wrong: str
    right: str

    def shown(self, file: str) -> str:
        """The finished line; this is the one place where it gets its form."""
        return f"{file}:{self.line}: {self.path or _WHOLE_FILE}: {one_line(self.wrong)} ({one_line(self.right, 600)})"


class Problems:
    """Collects faults while the file is read, so that all of them are told in one go."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, line: int, path: str, wrong: str, right: str) -> None:
        """Write down one fault."""
        self._found.append(Problem(line, path, wrong, right))

    def shown(self, file: str) -> tuple[str, ...]:
        """All finished lines in the order of the file."""
        return tuple(problem.shown(file) for problem in sorted(self._found, key=lambda problem: problem.line))

    def __bool__(self) -> bool:
        return bool(self._found)


def shown_key(key: str) -> str:
    """A key as it may stand in a message: `{api_key:sk-1}` without its blank is one key, and holds a secret.

    Keys of ours have no digits; what one sends to a server has.
    """
    return key if _HARMLESS_KEY.fullmatch(key) else "?"


def path_below(path: str, key: str) -> str:
    """The path of a key; what somebody wrote below a secret's key is a secret too."""
    if path.rpartition(".")[2].startswith(_SECRET_KEYS):
        return path
    return f"{path}.{shown_key(key)}" if path else shown_key(key)


def meant(word: str, known: Iterable[str]) -> str:
    """What would be right instead of an unknown word: the one that looks like it, else all of them."""
    words = list(known)
    if close := difflib.get_close_matches(word.lower()[:64], words, n=1, cutoff=_ALIKE):
        return f"did you mean {close[0]}?"
    return f"one of {', '.join(each or chr(34) * 2 for each in words)}"
