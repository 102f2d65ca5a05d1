"""The providers of the demo: which kind each of them is, and what it offers."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import web

from aggregator.data.provider import AuthMethod
from scripts.fleet.known_models import KNOWN_MODELS, known
from scripts.fleet.litellm import litellm
from scripts.fleet.llamacpp import llamacpp, llamacpp_router
from scripts.fleet.llamaswap import llamaswap
from scripts.fleet.lmstudio import lmstudio
from scripts.fleet.localai import localai
from scripts.fleet.ollama import ollama
from scripts.fleet.openai_like import generic
from scripts.fleet.openrouter import openrouter
from scripts.fleet.sglang import sglang
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.text_generation import tei
from scripts.fleet.vllm import vllm

Models = tuple[SimulatedModel, ...]

HANGING: Final = "sleepy"
"""Takes connections and never answers."""

DEAD: Final = "unplugged"
"""Nothing listens there."""

RESTLESS: Final = "attic"
"""Goes down and comes back."""

CHANGING: Final = "garage"
"""A model comes and goes there."""

_SMALL: Final = known("qwen3:8b", "llama3.2:3b", "gemma3:4b", "phi4-mini:3.8b", "nomic-embed-text", "mistral:7b")
_DESK: Final = known(
    *("qwen3:14b", "qwen3-coder:30b", "gpt-oss:20b", "deepseek-r1:8b", "llama3.1:8b", "llava:7b", "gemma3:12b"),
    *("granite3.3:8b", "bge-m3", "mxbai-embed-large"),
)
_STUDIO: Final = known(
    *("qwen3:4b", "qwen3-vl:8b", "gemma3:27b", "mistral-small:24b", "devstral:24b", "gpt-oss:20b", "phi4:14b"),
    *("olmo2:13b", "nomic-embed-text", "embeddinggemma:300m"),
)
_CABINET: Final = known(
    *("gemma3:4b", "qwen3:0.6b", "qwen3:32b", "smollm2:1.7b", "starcoder2:7b", "mistral-nemo:12b", "glm-4.7-flash"),
    *("llama3.2:1b", "qwen2.5vl:7b"),
)
_MEDIA: Final = known(
    *("whisper-large-v3", "kokoro:82m", "flux.1-schnell", "sdxl", "musicgen", "bge-reranker-v2-m3", "qwen3:4b"),
    *("llava:7b", "embeddinggemma:300m", "qwen3-embedding:0.6b"),
)
_SWAP: Final = known(
    *("qwen3-coder:30b", "qwen3:30b", "gemma3:12b", "devstral:24b", "gpt-oss:120b", "qwen3-vl:8b", "phi4:14b"),
    *("qwen3-reranker:0.6b", "command-r:35b"),
)
_GATEWAY: Final = known(
    *("llama3.3:70b", "gpt-oss:120b", "qwen3:32b", "mixtral:8x7b", "deepseek-r1:32b", "bge-m3", "whisper-large-v3"),
    *("kokoro:82m", "sdxl", "bge-reranker-v2-m3", "command-r:35b", "granite3.3:8b"),
)
_CLOUD: Final = tuple(model for model in KNOWN_MODELS.values() if model.makes_text)[:32]
_TEAM: Final = (
    "support-bot",
    "legal-7b",
    "sql-writer",
    "translate-de-en",
    "summarizer-3b",
    "ticket-embed",
    "code-review",
)
_GARAGE: Final = ("house-model", "house-model-large", "house-embed", "house-vision-7b", "house-coder-14b")

DEMO_PROVIDERS: Final[Mapping[str, Callable[[str], web.Application]]] = MappingProxyType(
    {
        "desk": lambda _key: ollama(_SMALL + _DESK),
        RESTLESS: lambda _key: ollama(_SMALL),
        "studio": lambda _key: lmstudio(_STUDIO),
        "workstation": lambda _key: llamacpp(known("qwen3:8b")),
        "cabinet": lambda _key: llamacpp_router(_CABINET),
        "gpu-1": lambda _key: vllm(known("qwen3:32b")),
        "gpu-2": lambda _key: sglang(known("qwen3-vl:8b")),
        "media": lambda _key: localai(_MEDIA),
        "swap": lambda _key: llamaswap(_SWAP),
        "gateway": lambda key: litellm(_GATEWAY, key=key),
        "cloud": lambda _key: openrouter(_CLOUD),
        "team": lambda _key: generic(_TEAM, method=AuthMethod.MODEL_NAME),
        "vectors": lambda _key: tei(known("bge-m3")[0]),
        CHANGING: lambda _key: generic(_GARAGE),
    }
)
"""Each makes its application from the key that the config has for it (empty: none)."""
