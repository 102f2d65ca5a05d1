"""Readiness: whether the catalogue is worth reading yet, and if not, why."""

from collections.abc import Sequence
from typing import Any

from aggregator.data.config_state import ConfigState
from aggregator.data.provider_status import ProviderState, ProviderStatus
from aggregator.data.row_view import timestamp


def readiness(providers: Sequence[ProviderStatus], config: ConfigState, silent: bool) -> tuple[bool, dict[str, Any]]:
    """Ready means that every provider was tried once. A refused config edit is shown, but does not make unready."""
    untried = [status.name for status in providers if status.state is ProviderState.UNKNOWN]
    reasons = [f"provider {name} was not tried yet" for name in untried]
    if silent:
        reasons.append("an actor does not answer")
    return not reasons, {
        "status": "not ready" if reasons else "ready",
        "reasons": reasons,
        "config": {
            "ok": not config.problems,
            "problems": list(config.problems),
            "last_success_at": timestamp(config.last_success_at),
        },
    }
