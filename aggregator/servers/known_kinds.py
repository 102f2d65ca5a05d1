"""The server kinds that are known: the built-in ones, and those that installed packages bring."""

from importlib.metadata import EntryPoint, entry_points
from typing import Final

import structlog

from aggregator.servers.anthropic import AnthropicKind
from aggregator.servers.deepseek import DeepSeekKind
from aggregator.servers.dmr import DmrKind
from aggregator.servers.gemini import GeminiKind
from aggregator.servers.gpustack import GpuStackKind
from aggregator.servers.groq import GroqKind
from aggregator.servers.hfrouter import HfRouterKind
from aggregator.servers.koboldcpp import KoboldCppKind
from aggregator.servers.lemonade import LemonadeKind
from aggregator.servers.litellm import LiteLlmKind
from aggregator.servers.llamacpp import LlamaCppKind
from aggregator.servers.llamaswap import LlamaSwapKind
from aggregator.servers.lmstudio import LmStudioKind
from aggregator.servers.localai import LocalAiKind
from aggregator.servers.mistral import MistralKind
from aggregator.servers.mlxlm import MlxLmKind
from aggregator.servers.nexa import NexaKind
from aggregator.servers.nim import NimKind
from aggregator.servers.ollama import OllamaKind
from aggregator.servers.openai import OpenAiKind
from aggregator.servers.openrouter import OpenRouterKind
from aggregator.servers.server_kind import ServerKind
from aggregator.servers.sglang import SglangKind
from aggregator.servers.tabbyapi import TabbyApiKind
from aggregator.servers.tei import TeiKind
from aggregator.servers.tgi import TgiKind
from aggregator.servers.together import TogetherKind
from aggregator.servers.vllm import VllmKind
from aggregator.servers.xinference import XinferenceKind

ENTRY_POINTS = "llm_aggregator.servers"

BUILT_IN: Final[tuple[type[ServerKind], ...]] = (
    # Those that are imitated stand behind their imitators: NIM lists as vLLM does, many pose as Ollama.
    *(NimKind, VllmKind, SglangKind, LlamaSwapKind, LlamaCppKind, TabbyApiKind, KoboldCppKind, DmrKind, LemonadeKind),
    *(XinferenceKind, GpuStackKind, LmStudioKind, LiteLlmKind, TgiKind, NexaKind, LocalAiKind, MlxLmKind),
    *(OpenRouterKind, HfRouterKind, TogetherKind, MistralKind, GroqKind, OpenAiKind, AnthropicKind, OllamaKind),
    *(TeiKind, DeepSeekKind, GeminiKind),  # these have no /v1/models; whoever else lacks it is told by probes
)

log = structlog.get_logger("aggregator.servers")


def load_kinds() -> tuple[ServerKind, ...]:
    """One of each, in the order in which they are tried; those of packages first, as they were installed on purpose."""
    brought = (_brought_by(entry) for entry in sorted(entry_points(group=ENTRY_POINTS)))
    return (*(kind for kind in brought if kind is not None), *(kind() for kind in BUILT_IN))


def _brought_by(entry: EntryPoint) -> ServerKind | None:
    try:
        kind = entry.load()()
    except Exception as error:  # noqa: BLE001 - a package's own code; the service works without it
        log.warning("server_kind_unusable", name=entry.name, error=type(error).__name__)
        return None
    if not isinstance(kind, ServerKind):
        log.warning("server_kind_unusable", name=entry.name, error="it is no ServerKind")
        return None
    return kind
