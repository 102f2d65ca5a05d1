"""ConfigState: whether the config file on disk is the one that is in force."""

import attrs


@attrs.frozen
class ConfigState:
    """`problems` holds why the last reading was refused, empty when it was good; times in seconds since 1970 (UTC)."""

    last_success_at: float
    problems: tuple[str, ...] = ()
