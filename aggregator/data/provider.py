"""Provider: one server that lists models."""

from enum import StrEnum
from pathlib import Path

import attrs

from aggregator.data.endpoint import Endpoint
from aggregator.data.secret import Secret


class AuthMethod(StrEnum):
    """How a provider wants to be told who asks."""

    NONE = ""
    MODEL_NAME = "model=api-key"
    BEARER = "bearer"
    X_API_KEY = "x-api-key"

    @property
    def needs_key(self) -> bool:
        """Whether `api_key` must be there; with the others it must not."""
        return self in {AuthMethod.BEARER, AuthMethod.X_API_KEY}


class ProviderKind(StrEnum):
    """What software answers, as far as it is sure; `generic` else."""

    OLLAMA = "ollama"
    LMSTUDIO = "lmstudio"
    LLAMACPP = "llamacpp"
    VLLM = "vllm"
    SGLANG = "sglang"
    LOCALAI = "localai"
    LLAMASWAP = "llamaswap"
    LITELLM = "litellm"
    OPENROUTER = "openrouter"
    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    TGI = "tgi"
    TEI = "tei"
    KOBOLDCPP = "koboldcpp"
    TABBYAPI = "tabbyapi"
    DMR = "dmr"
    LEMONADE = "lemonade"
    MLXLM = "mlxlm"
    NEXA = "nexa"
    XINFERENCE = "xinference"
    GPUSTACK = "gpustack"
    NIM = "nim"
    MISTRAL = "mistral"
    GROQ = "groq"
    TOGETHER = "together"
    DEEPSEEK = "deepseek"
    GEMINI = "gemini"
    HFROUTER = "hfrouter"
    GENERIC = "generic"


@attrs.frozen
class Auth:
    """The credentials for one server; the key never shows in a repr."""

    method: AuthMethod = AuthMethod.NONE
    key: Secret = Secret("")


@attrs.frozen
class Tls:
    """How the certificate of a server is checked; `verify=False` must have been written out by the operator."""

    ca_file: Path | None = None
    verify: bool = True


@attrs.frozen
class Provider:
    """One configured server. `kind=None` means: find out."""

    name: str
    endpoint: Endpoint
    auth: Auth = Auth()
    kind: ProviderKind | None = None
    public: Endpoint | None = None
    tls: Tls = Tls()
    files: Path | None = None

    @property
    def shown(self) -> Endpoint:
        """The address that UIs are given: `public_url` where there is one."""
        return self.public or self.endpoint
