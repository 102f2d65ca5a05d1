"""Variables: `${NAME}` and `${NAME:-default}` inside one scalar of the file."""

import re
from collections.abc import Mapping

import attrs

from aggregator.settings.problems import Wrong

_FORMS = re.compile(r"\$\$|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\}|(?P<malformed>\$\{)")
_ON_ONE_LINE = re.compile(r"\$\{[^{}\n\"']*\}")

# Between `[ ]` and `{ }` YAML would take the braces of `${NAME:-}` for its own. So they, and whatever else is a sign to
# YAML, are stood in for by characters that Unicode keeps free for such use inside a program, until YAML is done.
_HIDDEN = {ord(sign): 0xFDD0 + number for number, sign in enumerate("{}[],:#")}
_SHOWN = {stand_in: sign for sign, stand_in in _HIDDEN.items()}


@attrs.frozen
class Expanded:
    """A text after expansion; `changed` tells whether a variable went into it."""

    text: str
    changed: bool


def hide_braces(text: str) -> str:
    """The file's text in a form in which YAML leaves variables in one piece; lines stay where they are."""
    return _ON_ONE_LINE.sub(lambda found: found[0].translate(_HIDDEN), text)


def show_braces(text: str) -> str:
    """Undoes `hide_braces` in one scalar."""
    return text.translate(_SHOWN)


def expand(text: str, environ: Mapping[str, str]) -> Expanded:
    """Put in the values; a default serves where a variable is unset or empty; `$$` is one `$`.

    Raises:
        Wrong: a variable is unset and has no default, or `${` begins something else.
    """
    if "$" not in text:
        return Expanded(text, changed=False)
    changed = False

    def value(found: re.Match[str]) -> str:
        nonlocal changed
        if found["malformed"]:
            raise Wrong("has a ${ that begins no variable", "${NAME}, ${NAME:-default}, or $$ for a plain $")
        if not (name := found["name"]):
            return "$"
        changed = True
        return _value_of(name, found["default"], environ)

    return Expanded(_FORMS.sub(value, text), changed)


def _value_of(name: str, default: str | None, environ: Mapping[str, str]) -> str:
    value = environ.get(name)
    if default is not None:
        return value or default.replace("$$", "$")
    if value is None:
        raise Wrong(f"the environment variable {name} is not set", f"set it, or write ${{{name}:-default}}")
    return value
