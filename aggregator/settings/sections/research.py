"""The section `research`, with those of the sources that need settings."""

from typing import Final

from aggregator.settings.addresses import URL_FORM, url
from aggregator.settings.credentials import secret
from aggregator.settings.numbers import Range, number_in, whole_in
from aggregator.settings.paths import path
from aggregator.settings.place import Place, each
from aggregator.settings.problems import Wrong, meant
from aggregator.settings.section import Key, Keys, read_section, section_of
from aggregator.settings.settings import CatalogueSettings, HubSettings, ResearchSettings
from aggregator.settings.texts import text

_ALWAYS_ON: Final = "override"
_TTL_SECONDS: Final = Range(above=0)


def hub_url(place: Place) -> str:
    """An address to which paths are added."""
    return url(place).rstrip("/")


HUB: Final[Keys] = {
    "url": Key(hub_url, private=True),
    "token": Key(secret, private=True),
    "ttl_seconds": Key(number_in(_TTL_SECONDS)),
}
CATALOGUE: Final[Keys] = {
    "url": Key(url, private=True),
    "path": Key(path),
    "ttl_seconds": Key(number_in(_TTL_SECONDS)),
}


def source_name(place: Place) -> str:
    """A source that can be switched on."""
    word = text(place)
    if word == _ALWAYS_ON:
        raise Wrong("override is always on", "leave it out; overrides are a section of their own")
    if word not in place.reading.known_sources:
        raise Wrong(f"{place.shown} is no source", meant(word, place.reading.known_sources))
    return word


def source_names(place: Place) -> tuple[str, ...]:
    """The sources that are switched on, each once."""
    names = each(source_name)(place)
    if len(set(names)) < len(names):
        raise Wrong("names a source twice", "each source once")
    return names


def read_catalogue(place: Place) -> CatalogueSettings:
    """A catalogue on the network or in a file."""
    section = read_section(place, CATALOGUE)
    if {"url", "path"} <= section.values.keys():
        section.complain("path", "stands beside a url", f"a path, or a url like {URL_FORM}, not both")
    section.must_be_good()
    return CatalogueSettings(**section.values)


RESEARCH: Final[Keys] = {
    "batch_size": Key(whole_in(Range(1, 100))),
    "loaders": Key(whole_in(Range(1, 64))),
    "sources": Key(source_names),
    "hub": Key(section_of(HubSettings, HUB), HUB, null_counts=True),
    "catalogue": Key(read_catalogue, CATALOGUE, null_counts=True),
}
read_research = section_of(ResearchSettings, RESEARCH)
