"""Every message between actors: the arrows of the architecture.

Events are in the past tense, requests in the imperative. Each docstring says: sender → receiver: meaning.
"""

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import attrs

from aggregator.actor.mailbox import Mailbox, Reply
from aggregator.data.batch import Batch, Topic
from aggregator.data.change import Change, ChangesSince
from aggregator.data.config_state import ConfigState
from aggregator.data.listing import Listing
from aggregator.data.model_detail import ModelDetail
from aggregator.data.poll_outcome import PollOutcome
from aggregator.data.provider import Provider
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.records import CallBegun, Memory, Record
from aggregator.data.research_progress import ResearchProgress
from aggregator.data.snapshot import Snapshot
from aggregator.data.store_state import StoreState
from aggregator.settings.settings import Settings

# ---- configuration


@attrs.frozen
class ReadConfig:
    """ConfigActor's timer, or SIGHUP → ConfigActor: read the file, if it changed (`always`: in any case)."""

    always: bool = False


@attrs.frozen
class ConfigRead:
    """ConfigActor → itself: the file was looked at; `settings` None means that nothing changed, or that it is bad."""

    stamp: tuple[tuple[str, int, int, int], ...]
    settings: Settings | None = None
    files: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()


@attrs.frozen
class SettingsChanged:
    """ConfigActor → ModelServiceActor, DetailActor, LoaderActors …: from now on this holds."""

    settings: Settings


@attrs.frozen
class GetConfigState:
    """HTTP → ConfigActor: was the last reading good?"""

    reply_to: Reply[ConfigState]


ConfigMessage = ReadConfig | ConfigRead | GetConfigState

# ---- discovery


@attrs.frozen
class PollDue:
    """ModelServiceActor's timer → itself: it is this provider's turn."""

    provider: str


@attrs.frozen
class GraceOver:
    """ModelServiceActor's timer → itself: if this provider fails still, its models are listed no longer."""

    provider: str


@attrs.frozen
class Polled:
    """ModelServiceActor's work → itself: a poll ended, well or not."""

    provider: Provider
    outcome: PollOutcome


@attrs.frozen
class Refresh:
    """HTTP → ModelServiceActor: poll now; `provider` None means all. Answers whether there is such a provider."""

    provider: str | None
    reply_to: Reply[bool]


@attrs.frozen
class GetProviders:
    """HTTP → ModelServiceActor: how are the providers?"""

    reply_to: Reply[tuple[ProviderStatus, ...]]


@attrs.frozen
class ResendModels:
    """DetailActor → ModelServiceActor: tell me everything again (after a restart)."""


# ---- research

Research = Callable[[Batch], Coroutine[Any, Any, Mapping[Topic, ModelDetail]]]
"""How a batch is researched; raises as Source.research does."""


@attrs.frozen
class Recalled:
    """StoreActor → DetailActor, ModelServiceActor: what is remembered."""

    memory: Memory


@attrs.frozen
class Kept:
    """StoreActor → sender of a Keep: the records with this ticket, and all before, are as safe as they can be."""

    ticket: int


@attrs.frozen
class ModelsChanged:
    """ModelServiceActor → DetailActor: this provider listed `old`, now it lists `new`."""

    provider: Provider
    old: Listing
    new: Listing


@attrs.frozen
class ProviderChanged:
    """ModelServiceActor → DetailActor: the state of a provider changed."""

    status: ProviderStatus


@attrs.frozen
class ModelsResent:
    """ModelServiceActor → DetailActor: that was all; rows of which nobody spoke are gone."""


@attrs.frozen
class ProviderForgotten:
    """ModelServiceActor → DetailActor: a provider left the config; its models went before."""

    name: str


@attrs.frozen
class WorkQueued:
    """DetailActor → RunnerActor: there is something to pull; `restarted` means that earlier pulls are forgotten."""

    restarted: bool = False


@attrs.frozen
class Pull:
    """RunnerActor → DetailActor: so many loaders are idle."""

    batches: int


@attrs.frozen
class Load:
    """DetailActor → RunnerActor → LoaderActor: research this batch, in this way, within this time."""

    batch: Batch
    research: Research


@attrs.frozen
class BatchesPulled:
    """DetailActor → RunnerActor: the answer to a Pull of `asked`, with at most as many loads."""

    asked: int
    loads: tuple[Load, ...]


@attrs.frozen
class RunnerRestarted:
    """RunnerActor → DetailActor: batches that no loader has begun may be lost; take them back."""


@attrs.frozen
class BatchBegun:
    """LoaderActor → DetailActor: this batch is being researched."""

    number: int


@attrs.frozen
class DetailsFound:
    """LoaderActor → DetailActor: what a source answered; topics of the batch that it left out are still open."""

    batch: Batch
    found: Mapping[Topic, ModelDetail]
    seconds: float = 0.0


@attrs.frozen
class DetailsMissing:
    """LoaderActor → DetailActor: a batch brought nothing; `unavailable`: its source is to blame, not a model."""

    batch: Batch
    error: str
    unavailable: bool = False
    retry_after_seconds: float | None = None


@attrs.frozen
class Idle:
    """LoaderActor → RunnerActor: this loader has finished its batch."""

    loader: int


@attrs.frozen
class Researched:
    """LoaderActor's work → itself: the batch ended, well or not."""

    outcome: DetailsFound | DetailsMissing


@attrs.frozen
class RetryDue:
    """DetailActor's timer → itself: something that waited may be tried again."""


@attrs.frozen
class ReviewDue:
    """DetailActor's timer → itself: some answers may have aged."""


@attrs.frozen
class ResearchAgain:
    """HTTP → DetailActor: research this model now, a parked one too. Answers whether it is known."""

    provider: str
    name: str
    reply_to: Reply[bool]


@attrs.frozen
class GetSnapshot:
    """HTTP → DetailActor: the catalogue as it is."""

    reply_to: Reply[Snapshot]


@attrs.frozen
class GetChanges:
    """HTTP → DetailActor: at most `limit` changes with numbers above `since`."""

    since: int
    limit: int
    reply_to: Reply[ChangesSince]


@attrs.frozen
class ChangesKept:
    """StoreActor → HTTP (the event streams): these changes will never be unsaid."""

    changes: tuple[Change, ...]


@attrs.frozen
class GetResearch:
    """HTTP → DetailActor: how far is the research?"""

    reply_to: Reply[ResearchProgress]


DetailMessage = (
    ModelsChanged
    | ProviderChanged
    | ModelsResent
    | ProviderForgotten
    | Kept
    | Pull
    | BatchBegun
    | DetailsFound
    | DetailsMissing
    | GetSnapshot
    | GetChanges
    | GetResearch
    | ResearchAgain
    | RetryDue
    | ReviewDue
    | RunnerRestarted
    | SettingsChanged
    | Recalled
)
ModelServiceMessage = SettingsChanged | PollDue | Polled | GraceOver | Refresh | GetProviders | ResendModels | Recalled
RunnerMessage = WorkQueued | BatchesPulled | Idle | SettingsChanged
LoaderMessage = Load | Researched

# ---- store


@attrs.frozen
class Keep:
    """Anybody → StoreActor: remember these, all or none. `ticket` is the sender's, for the answer `Kept`."""

    records: tuple[Record, ...]
    kept: Mailbox[Kept] | None = None
    ticket: int = 0


@attrs.frozen
class Recall:
    """DetailActor, ModelServiceActor → StoreActor: tell me all that you remember."""

    to: Mailbox[Recalled]


@attrs.frozen
class WriteCall:
    """BrainSource → StoreActor: the brain is about to be asked. Answers False while nothing can be kept."""

    call: CallBegun
    reply_to: Reply[bool]


@attrs.frozen
class GetStoreState:
    """HTTP → StoreActor: can anything be kept?"""

    reply_to: Reply[StoreState]


@attrs.frozen
class TryToWrite:
    """StoreActor's timer → itself: perhaps the disk is back."""


StoreMessage = Keep | Recall | WriteCall | GetStoreState | TryToWrite
