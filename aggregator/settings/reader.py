"""Reads the config file: all of it is checked before any of it counts, and all faults are told in one go."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import attrs

from aggregator.errors import ConfigError
from aggregator.settings.document import read_document
from aggregator.settings.place import Place, Reading
from aggregator.settings.problems import Problems, Refused
from aggregator.settings.schema import CONFIG_FILE
from aggregator.settings.section import Section, read_section
from aggregator.settings.sections.store import default_store
from aggregator.settings.settings import Settings

LARGEST_FILE_BYTES: Final = 1_048_576
BUILT_IN_SOURCES: Final = ("name", "server", "files", "hub", "catalogue", "brain")


@attrs.frozen
class ReadSettings:
    """The settings, and the files they were read from: the config file, then those that hold a key."""

    settings: Settings
    files: tuple[Path, ...]


def read_settings(
    path: Path, environ: Mapping[str, str], known_sources: Collection[str] = BUILT_IN_SOURCES
) -> ReadSettings:
    """Read and check the whole file; it touches no network, but blocks on the disk.

    `known_sources` are the words that `research.sources` may hold: the built-in ones, and those of installed plug-ins.

    Raises:
        ConfigError: with one line for each problem, in the order of the file; none of them holds a secret.
    """
    problems = Problems()
    reading = Reading(path.absolute().parent, known_sources, problems)
    try:
        root = read_document(_text_of(path, problems), environ, problems)
        section = Place(root, "", reading).attempt(_read_root)
    except Refused:
        raise ConfigError(problems.shown(str(path))) from None
    if problems:
        raise ConfigError(problems.shown(str(path)))
    settings = Settings(**{"store": default_store(reading.folder), **section.values})
    return ReadSettings(settings, (path, *reading.key_files))


def _read_root(place: Place) -> Section:
    return read_section(place, CONFIG_FILE)


def _text_of(path: Path, problems: Problems) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it has no valid name").lower()
        problems.add(1, "", f"can't be read: {reason}", "a readable YAML file")
        raise Refused from None
    if len(content) > LARGEST_FILE_BYTES:
        problems.add(1, "", "is larger than 1 MiB", f"at most {LARGEST_FILE_BYTES} bytes")
        raise Refused
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(content.count(b"\n", 0, error.start) + 1, "", "is not UTF-8", "save it as UTF-8")
        raise Refused from None
