"""The section `logging`."""

from typing import Final

from aggregator.settings.section import Key, Keys, section_of
from aggregator.settings.settings import LoggingSettings
from aggregator.settings.texts import word_of

LOGGING: Final[Keys] = {
    "level": Key(word_of(str, ("debug", "info", "warning", "error"))),
    "format": Key(word_of(str, ("auto", "console", "json"))),
}
read_logging = section_of(LoggingSettings, LOGGING)
