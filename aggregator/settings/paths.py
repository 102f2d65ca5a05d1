"""Readers of paths, which are all relative to the folder of the config file."""

from pathlib import Path

from aggregator.settings.place import Place
from aggregator.settings.problems import Wrong
from aggregator.settings.texts import filled_text


def path(place: Place) -> Path:
    """A path of something that need not be there."""
    text = filled_text(place)
    if "://" in text:
        raise Wrong("is a URL", "a path")
    return place.reading.folder / text


def existing_file(place: Place) -> Path:
    """A path of a file that is there."""
    file = path(place)
    try:
        is_there = file.is_file()
    except OSError:
        is_there = False
    if not is_there:
        raise Wrong("there is no such file", "a file; its path is relative to the config file")
    return file
