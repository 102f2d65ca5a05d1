"""Readiness: whether the catalogue is worth reading yet, and if not, why."""

from collections.abc import Sequence
from typing import Any

from aggregator.data.config_state import ConfigState
from aggregator.data.provider_status import ProviderState, ProviderStatus
from aggregator.data.row_view import timestamp
from aggregator.data.store_state import StoreState


def readiness(
    providers: Sequence[ProviderStatus], config: ConfigState, store: StoreState, *, remembers: bool, silent: bool
) -> tuple[bool, dict[str, Any]]:
    """Ready means that the known rows were loaded and that every provider was tried once.

    A refused config edit and a full disk are shown, but do not make unready: the lists are as good as before.
    """
    reasons = [] if remembers else ["what was known before is not loaded yet"]
    reasons += [
        f"provider {status.name} was not tried yet" for status in providers if status.state is ProviderState.UNKNOWN
    ]
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
        "store": {"ok": store.writable, "problem": store.problem, "waiting": store.waiting},
    }
