"""Snapshot: everything the catalogue can say at one moment."""

import attrs

from aggregator.data.model import Model
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.provider_status import ModelState
from aggregator.data.research_status import NEVER_ASKED, ResearchStatus

RowKey = tuple[str, str]
"""(model name, provider name): unique, and the order in which rows are shown."""


@attrs.frozen
class Row:
    """One model of one provider with all that is known about it.

    `claims` holds what each source says on its own, the most trusted first; `detail` is their merge. `last_seen` is the
    last good poll, set only while the model is not available. `entry` is the provider's own JSON object.
    """

    model: Model
    provider: str
    base_url: str
    state: ModelState
    first_seen: float
    last_seen: float | None = None
    detail: ModelDetail = NOTHING_KNOWN
    claims: tuple[ModelDetail, ...] = ()
    research: ResearchStatus = NEVER_ASKED
    entry: bytes = b"{}"

    @property
    def key(self) -> RowKey:
        """Name, then provider."""
        return self.model.name, self.provider


@attrs.frozen
class Snapshot:
    """All rows in the order of their keys, under a version that is never used for anything else.

    `as_of` is when this version came to be, in seconds since 1970 (UTC); `seq` is the last change it holds.
    """

    version: str
    as_of: float
    rows: tuple[Row, ...] = ()
    seq: int = 0
