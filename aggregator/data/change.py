"""Change: one numbered step of the catalogue; a snapshot at N and the changes after N give the state of now."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs


class ChangeType(StrEnum):
    """What kind of step it was."""

    MODEL_ADDED = "model_added"
    MODEL_REMOVED = "model_removed"
    MODEL_CHANGED = "model_changed"
    DETAILS_FOUND = "details_found"
    PROVIDER_CHANGED = "provider_changed"
    CONFIG_CHANGED = "config_changed"


@attrs.frozen
class Change:
    """`seq` counts from 1 without gaps; `at` is in seconds since 1970 (UTC).

    `before` and `after` are JSON-ready: the keys of the row that changed (a key that is missing in `after` is gone),
    the whole row when a model was added or removed, None on the side where there is none. For `provider_changed` they
    hold the provider's `state`, `since` and `kind`, and `model_state` and `last_seen` for all its rows, which change
    with it without changes of their own.
    """

    seq: int
    at: float
    type: ChangeType
    provider: str | None
    name: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@attrs.frozen
class ChangesSince:
    """Some changes in order; `last` is the newest number there is. `too_old`: what was asked for is forgotten."""

    changes: tuple[Change, ...]
    last: int
    too_old: bool = False
