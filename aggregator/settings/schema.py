"""Schema: every key that the config file may have."""

from typing import Final

from aggregator.settings.section import Key, Keys
from aggregator.settings.sections.brain import BRAIN, read_brain
from aggregator.settings.sections.log import LOGGING, read_logging
from aggregator.settings.sections.overrides import OVERRIDE, read_overrides
from aggregator.settings.sections.polling import POLLING, read_polling
from aggregator.settings.sections.providers import PROVIDER, read_providers
from aggregator.settings.sections.research import RESEARCH, read_research
from aggregator.settings.sections.server import SERVER, read_server
from aggregator.settings.sections.store import STORE, read_store

CONFIG_FILE: Final[Keys] = {
    "server": Key(read_server, SERVER),
    "providers": Key(read_providers, PROVIDER),
    "polling": Key(read_polling, POLLING),
    "brain": Key(read_brain, BRAIN),
    "research": Key(read_research, RESEARCH),
    "store": Key(read_store, STORE),
    "overrides": Key(read_overrides, OVERRIDE),
    "logging": Key(read_logging, LOGGING),
}
