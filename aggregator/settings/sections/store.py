"""The section `store`."""

from pathlib import Path
from typing import Final

from aggregator.data.secret import Secret
from aggregator.settings.paths import path
from aggregator.settings.place import Place
from aggregator.settings.problems import Wrong
from aggregator.settings.section import Key, Keys, read_section
from aggregator.settings.settings import StoreSettings
from aggregator.settings.texts import filled_text, text

_DEFAULT_PATH: Final = "state/aggregator.db"
_SCHEMES: Final = ("postgresql://", "postgres://")


def file_or_memory(place: Place) -> Path | None:
    """Where the file lies; an empty text means memory."""
    return path(place) if text(place) else None


def engine_url(place: Place) -> Secret:
    """The address of an engine, which may hold a password."""
    address = filled_text(place)
    if not address.startswith(_SCHEMES):
        raise Wrong("names no engine that can be used", " or ".join(f"{scheme}…" for scheme in _SCHEMES))
    if any(character.isspace() for character in address):
        raise Wrong("has white space in it", f"{_SCHEMES[0]}user:password@host/database")
    return Secret(address)


STORE: Final[Keys] = {
    "path": Key(file_or_memory, private=True, empty_counts=True),
    "url": Key(engine_url, private=True),
}


def default_store(folder: Path) -> StoreSettings:
    """Where knowledge is kept when the file says nothing about it."""
    return StoreSettings(path=folder / _DEFAULT_PATH)


def read_store(place: Place) -> StoreSettings:
    """Where knowledge is kept: in a file, in an engine, or in memory."""
    section = read_section(place, STORE)
    if section.values.get("path") and "url" in section.values:
        section.complain("url", "stands beside a path", "a path or a url, not both")
    section.must_be_good()
    return StoreSettings(**section.values) if section.values else default_store(place.reading.folder)
