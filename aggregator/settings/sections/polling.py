"""The section `polling`."""

from typing import Final

from aggregator.settings.numbers import Range, number_in, whole_in
from aggregator.settings.section import Key, Keys, section_of
from aggregator.settings.settings import PollingSettings

POLLING: Final[Keys] = {
    "interval_seconds": Key(number_in(Range(0.1, 86_400))),
    "timeout_seconds": Key(number_in(Range(above=0, most=3_600))),
    "grace_seconds": Key(number_in(Range(0))),
    "max_body_bytes": Key(whole_in(Range(1_024, 10**12))),
    "max_models": Key(whole_in(Range(1))),
}
read_polling = section_of(PollingSettings, POLLING)
