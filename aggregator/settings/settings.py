"""Settings: the config file as checked, immutable values, with the real defaults."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import attrs

from aggregator.data.detail_fields import Value
from aggregator.data.endpoint import Endpoint
from aggregator.data.provider import Auth, Provider
from aggregator.data.secret import Secret


@attrs.frozen
class ServerSettings:
    """Where the service listens and who may ask."""

    host: str = "127.0.0.1"
    port: int = 8888
    api_key: Secret = Secret("")
    anonymous_read: bool = False
    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()


@attrs.frozen
class PollingSettings:
    """How providers are asked for their lists."""

    interval_seconds: float = 60.0
    timeout_seconds: float = 10.0
    grace_seconds: float = 86_400.0
    max_body_bytes: int = 8_388_608
    max_models: int = 10_000


@attrs.frozen
class BrainSettings:
    """The LLM that is asked; `system_prompt` None means the built-in one."""

    endpoint: Endpoint
    model: str
    auth: Auth = Auth()
    timeout_seconds: float = 120.0
    concurrency: int = 1
    temperature: float = 0.2
    system_prompt: str | None = None


@attrs.frozen
class HubSettings:
    """The Hugging Face Hub, or a mirror of it."""

    url: str = "https://huggingface.co"
    token: Secret = Secret("")
    ttl_seconds: float = 604_800.0


@attrs.frozen
class CatalogueSettings:
    """A models.dev-shaped file: `path` wins over `url`."""

    url: str = "https://models.dev/api.json"
    path: Path | None = None
    ttl_seconds: float = 86_400.0


@attrs.frozen
class ResearchSettings:
    """How models are researched. `sources` None means: all that are configured."""

    batch_size: int = 15
    loaders: int = 4
    sources: tuple[str, ...] | None = None
    hub: HubSettings | None = None
    catalogue: CatalogueSettings | None = None


@attrs.frozen
class StoreSettings:
    """Where knowledge is kept: a file, or an engine's URL; both None keeps it in memory only."""

    path: Path | None = None
    url: Secret | None = None


@attrs.frozen
class OverrideRule:
    """What the operator says about the models that match the globs; a None value removes a field."""

    match: str
    provider: str = "*"
    details: Mapping[str, Value | None] = MappingProxyType({})
    hide: bool = False


@attrs.frozen
class LoggingSettings:
    """What is logged, and how: `auto` is console on a terminal, else json."""

    level: str = "info"
    format: str = "auto"


@attrs.frozen
class Settings:
    """The whole file."""

    server: ServerSettings = ServerSettings()
    providers: tuple[Provider, ...] = ()
    polling: PollingSettings = PollingSettings()
    brain: BrainSettings | None = None
    research: ResearchSettings = ResearchSettings()
    store: StoreSettings = StoreSettings()
    overrides: tuple[OverrideRule, ...] = ()
    logging: LoggingSettings = LoggingSettings()

    @property
    def model_folders(self) -> dict[str, Path]:
        """Where on this machine the files of which provider's models lie."""
        return {each.name: each.files for each in self.providers if each.files is not None}
