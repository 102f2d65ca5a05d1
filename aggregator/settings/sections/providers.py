"""The section `providers`."""

import re
from functools import partial
from typing import Final

from aggregator.data.endpoint import Endpoint
from aggregator.data.provider import Provider, ProviderKind, Tls
from aggregator.settings.addresses import URL_FORM, endpoint
from aggregator.settings.credentials import AUTH_KEYS, auth_of
from aggregator.settings.numbers import flag
from aggregator.settings.paths import existing_file, path
from aggregator.settings.place import Place, each
from aggregator.settings.problems import Wrong
from aggregator.settings.section import Key, Keys, Section, read_section
from aggregator.settings.texts import filled_text, word_of

_FIND_OUT = "auto"
_NOT_ALLOWED_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._:-]")


def name(place: Place) -> str:
    """A provider's name, which stands in URLs and metrics."""
    text = filled_text(place)
    if _NOT_ALLOWED_IN_NAMES.search(text):
        raise Wrong(f"{place.shown} can't be a name", "letters, digits and . _ : - only")
    if not re.search("[A-Za-z0-9]", text):
        raise Wrong(f"{place.shown} can't be a name", "at least one letter or digit")
    return text


PROVIDER: Final[Keys] = {
    "url": Key(endpoint, required=URL_FORM, private=True),
    "name": Key(name),
    **AUTH_KEYS,
    "kind": Key(word_of(str, (_FIND_OUT, *ProviderKind))),
    "public_url": Key(endpoint, private=True),
    "ca_file": Key(existing_file),
    "verify": Key(flag),
    "files": Key(path),
}


def read_providers(place: Place) -> tuple[Provider, ...]:
    """All providers; two of one name are told, also when something else is wrong with them."""
    lines_of_names: dict[str, int] = {}
    return each(partial(_read_provider, lines_of_names=lines_of_names))(place)


def _read_provider(place: Place, lines_of_names: dict[str, int]) -> Provider:
    section = read_section(place, PROVIDER)
    auth = auth_of(section)
    named = _name_of(section)
    if named:
        named_by = "name" if "name" in section.values else "url"
        line = section.lines[named_by]
        if named in lines_of_names:
            wrong = f"the providers in line {lines_of_names[named]} and in line {line} have the same name"
            section.complain(named_by, wrong, "a name of its own for each")
        lines_of_names.setdefault(named, line)
    section.must_be_good()
    kind = section.values.get("kind", _FIND_OUT)
    return Provider(
        name=named,
        endpoint=section.values["url"],
        auth=auth,
        kind=None if kind == _FIND_OUT else ProviderKind(kind),
        public=section.values.get("public_url"),
        tls=Tls(**section.given("ca_file", "verify")),
        **section.given("files"),
    )


def _name_of(section: Section) -> str:
    """The name as written, else host and port; empty when that has to be put right first."""
    if "name" in section.values:
        written: str = section.values["name"]
        return written
    if "name" in section.failed or "url" in section.failed:
        return ""
    address: Endpoint = section.values["url"]
    return _NOT_ALLOWED_IN_NAMES.sub("-", address.host_and_port)
