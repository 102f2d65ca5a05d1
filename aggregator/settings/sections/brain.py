"""The section `brain`."""

from typing import Final

from aggregator.settings.addresses import URL_FORM, endpoint
from aggregator.settings.credentials import AUTH_KEYS, auth_of
from aggregator.settings.numbers import Range, number_in, whole_in
from aggregator.settings.place import Place
from aggregator.settings.section import Key, Keys, read_section
from aggregator.settings.settings import BrainSettings
from aggregator.settings.texts import filled_text, lines_of_text

BRAIN: Final[Keys] = {
    "url": Key(endpoint, required=URL_FORM, private=True),
    "model": Key(filled_text, required="the name of a model that this server has"),
    **AUTH_KEYS,
    "timeout_seconds": Key(number_in(Range(above=0))),
    "concurrency": Key(whole_in(Range(1, 64))),
    "temperature": Key(number_in(Range(0, 2))),
    "system_prompt": Key(lines_of_text),
}


def read_brain(place: Place) -> BrainSettings:
    """The LLM that is asked."""
    section = read_section(place, BRAIN)
    auth = auth_of(section)
    section.must_be_good()
    return BrainSettings(
        endpoint=section.values["url"],
        auth=auth,
        **section.given("model", "timeout_seconds", "concurrency", "temperature", "system_prompt"),
    )
