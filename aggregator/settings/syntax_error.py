"""What YAML's parser says about a text that is no YAML, in one line and without the text itself."""

import re
from typing import Final

import yaml

from aggregator.settings.problems import Problems

# "but found 'x'" and longer quotes would repeat what stands in the file, which may be a secret.
_FOUND = re.compile(r",? but (found|got) .*", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_LONGEST_SIGN = len("'?-'")

_HINTS: Final = (
    ("scanning an alias", "a text that begins with * needs quotes"),
    ("scanning an anchor", "a text that begins with & needs quotes"),
    ("cannot start any token", "spaces instead of tabs; a text that begins with @, % or ` needs quotes"),
    ("mapping values are not allowed", "a text with a colon and a blank in it needs quotes; check the indentation"),
    ("", "check indentation, quotes and brackets around this line"),
)


def report_syntax_error(error: yaml.YAMLError, problems: Problems) -> None:
    """Write down one problem for it."""
    context = getattr(error, "context", None) or ""
    what = getattr(error, "problem", None) or "it can't be parsed"
    said = f"{context}: {what}" if context else what
    begins = getattr(error, "context_mark", None)
    ends = getattr(error, "problem_mark", None) or begins
    line = ends.line + 1 if ends else 1
    since = f", in what begins in line {begins.line + 1}" if begins and begins.line + 1 != line else ""
    right = next(hint for sign, hint in _HINTS if sign in said)
    problems.add(line, "", f"is not valid YAML: {_without_quotes(what)}{since}", right)


def _without_quotes(said: str) -> str:
    return _QUOTED.sub(lambda quoted: quoted[0] if len(quoted[0]) <= _LONGEST_SIGN else "…", _FOUND.sub("", said))
