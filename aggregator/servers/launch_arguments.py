"""Launch arguments: what the command line of a llama-server says about the model that it serves."""

import itertools
import re
import shlex
from collections.abc import Sequence
from typing import Final

from aggregator.servers.reading import hub_repo, quantization, whole

_LONGEST_COMMAND = 20_000
_CONTEXT: Final = frozenset({"-c", "-ctx", "--ctx-size"})
_SLOTS: Final = frozenset({"-np", "--parallel"})  # they may share the context, or have a part of it each
_REPO: Final = frozenset({"-hf", "-hfr", "--hf-repo"})
_LLAMA_SERVER = re.compile(r"(?:.*[/\\])?llama-server(?:\.exe)?")


def arguments_of(command: object) -> tuple[str, ...]:
    """The words of a command, if it starts a llama-server; none of another program's, whose flags mean other things."""
    if not isinstance(command, str) or len(command) > _LONGEST_COMMAND:
        return ()
    try:
        words = tuple(shlex.split(command))
    except ValueError:  # an open quote
        return ()
    return words if words and _LLAMA_SERVER.fullmatch(words[0]) else ()


def facts_in(arguments: Sequence[str]) -> dict[str, object]:
    """Facts by field name."""
    given = dict(itertools.pairwise(arguments))
    repo, _, variant = _value(given, _REPO).partition(":")
    shared = whole(_value(given, _SLOTS)) in {None, 1}
    return {
        "served_context_length": whole(_value(given, _CONTEXT)) if shared else None,
        "hub_repo": hub_repo(repo),
        "quantization": quantization(variant),
    }


def _value(given: dict[str, str], flags: frozenset[str]) -> str:
    return next((value for flag, value in given.items() if flag in flags), "")
