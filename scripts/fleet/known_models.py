"""The models that simulated servers offer: real names with plausible, rounded facts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scripts.fleet.simulated_model import SimulatedModel as Known

_K = 1024
_TOOLS = ("tools",)
_THINKS = ("tools", "reasoning")

_MODELS = (
    Known("qwen3:0.6b", "Qwen/Qwen3-0.6B", "qwen3", 0.75, 40 * _K, traits=_THINKS, dimensions=1024),
    Known("qwen3:4b", "Qwen/Qwen3-4B", "qwen3", 4.02, 40 * _K, traits=_THINKS, dimensions=2560),
    Known("qwen3:8b", "Qwen/Qwen3-8B", "qwen3", 8.19, 40 * _K, traits=_THINKS),
    Known("qwen3:14b", "Qwen/Qwen3-14B", "qwen3", 14.8, 40 * _K, traits=_THINKS, dimensions=5120),
    Known("qwen3:32b", "Qwen/Qwen3-32B", "qwen3", 32.8, 40 * _K, traits=_THINKS, dimensions=5120),
    Known("qwen3:30b", "Qwen/Qwen3-30B-A3B", "qwen3moe", 30.5, 256 * _K, traits=_THINKS, active_billions=3.3),
    Known("qwen3-coder:30b", "Qwen/Qwen3-Coder-30B-A3B-Instruct", "qwen3moe", 30.5, 256 * _K, traits=_TOOLS),
    Known("qwen2.5vl:7b", "Qwen/Qwen2.5-VL-7B-Instruct", "qwen25vl", 8.29, 125 * _K, "vlm"),
    Known("qwen3-vl:8b", "Qwen/Qwen3-VL-8B-Instruct", "qwen3vl", 8.77, 256 * _K, "vlm", _TOOLS),
    Known(
        "llama3.1:8b", "meta-llama/Llama-3.1-8B-Instruct", "llama", 8.03, 128 * _K, traits=_TOOLS, license="llama3.1"
    ),
    Known(
        "llama3.2:1b", "meta-llama/Llama-3.2-1B-Instruct", "llama", 1.24, 128 * _K, traits=_TOOLS, license="llama3.2"
    ),
    Known(
        "llama3.2:3b", "meta-llama/Llama-3.2-3B-Instruct", "llama", 3.21, 128 * _K, traits=_TOOLS, license="llama3.2"
    ),
    Known("llama3.3:70b", "meta-llama/Llama-3.3-70B-Instruct", "llama", 70.6, 128 * _K, traits=_TOOLS),
    Known("llava:7b", "liuhaotian/llava-v1.6-mistral-7b", "llama", 7.24, 32 * _K, "vlm", quantization="Q4_0"),
    Known("gemma3:1b", "google/gemma-3-1b-it", "gemma3", 1.0, 32 * _K, license="gemma"),
    Known("gemma3:4b", "google/gemma-3-4b-it", "gemma3", 4.3, 128 * _K, "vlm", license="gemma"),
    Known("gemma3:12b", "google/gemma-3-12b-it", "gemma3", 12.2, 128 * _K, "vlm", license="gemma"),
    Known("gemma3:27b", "google/gemma-3-27b-it", "gemma3", 27.4, 128 * _K, "vlm", license="gemma"),
    Known("mistral:7b", "mistralai/Mistral-7B-Instruct-v0.3", "mistral", 7.25, 32 * _K, traits=_TOOLS),
    Known("mistral-nemo:12b", "mistralai/Mistral-Nemo-Instruct-2407", "mistral", 12.2, 128 * _K, traits=_TOOLS),
    Known("mistral-small:24b", "mistralai/Mistral-Small-24B-Instruct-2501", "mistral", 23.6, 32 * _K, traits=_TOOLS),
    Known("devstral:24b", "mistralai/Devstral-Small-2507", "mistral", 23.6, 128 * _K, traits=_TOOLS),
    Known("mixtral:8x7b", "mistralai/Mixtral-8x7B-Instruct-v0.1", "mixtral", 46.7, 32 * _K, active_billions=12.9),
    Known("phi4:14b", "microsoft/phi-4", "phi3", 14.7, 16 * _K, license="mit"),
    Known("phi4-mini:3.8b", "microsoft/Phi-4-mini-instruct", "phi3", 3.84, 128 * _K, traits=_TOOLS, license="mit"),
    Known("deepseek-r1:8b", "deepseek-ai/DeepSeek-R1-0528-Qwen3-8B", "qwen3", 8.19, 128 * _K, traits=_THINKS),
    Known("deepseek-r1:32b", "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "qwen2", 32.8, 128 * _K, traits=_THINKS),
    Known("gpt-oss:20b", "openai/gpt-oss-20b", "gptoss", 20.9, 128 * _K, traits=_THINKS, quantization="MXFP4"),
    Known("gpt-oss:120b", "openai/gpt-oss-120b", "gptoss", 116.8, 128 * _K, traits=_THINKS, quantization="MXFP4"),
    Known("granite3.3:8b", "ibm-granite/granite-3.3-8b-instruct", "granite", 8.17, 128 * _K, traits=_TOOLS),
    Known("glm-4.7-flash", "zai-org/GLM-4.7-Flash", "glm4moelite", 29.9, 198 * _K, traits=_THINKS, license="mit"),
    Known("olmo2:13b", "allenai/OLMo-2-1124-13B-Instruct", "olmo2", 13.7, 4 * _K),
    Known("smollm2:1.7b", "HuggingFaceTB/SmolLM2-1.7B-Instruct", "llama", 1.71, 8 * _K, traits=_TOOLS),
    Known("command-r:35b", "CohereLabs/c4ai-command-r-v01", "command-r", 32.3, 128 * _K, license="cc-by-nc-4.0"),
    Known("starcoder2:7b", "bigcode/starcoder2-7b", "starcoder2", 7.17, 16 * _K, license="bigcode-openrail-m"),
    *(
        Known(tag, repo, family, billions, context, "embedding", dimensions=dimensions, quantization="F16")
        for tag, repo, family, billions, context, dimensions in (
            ("nomic-embed-text", "nomic-ai/nomic-embed-text-v1.5", "nomic-bert", 0.137, 2 * _K, 768),
            ("mxbai-embed-large", "mixedbread-ai/mxbai-embed-large-v1", "bert", 0.334, 512, 1024),
            ("bge-m3", "BAAI/bge-m3", "bert", 0.567, 8 * _K, 1024),
            ("embeddinggemma:300m", "google/embeddinggemma-300m", "gemma3", 0.308, 2 * _K, 768),
            ("qwen3-embedding:0.6b", "Qwen/Qwen3-Embedding-0.6B", "qwen3", 0.596, 32 * _K, 1024),
        )
    ),
    Known("bge-reranker-v2-m3", "BAAI/bge-reranker-v2-m3", "bert", 0.568, 8 * _K, "reranker", quantization="F16"),
    Known("qwen3-reranker:0.6b", "Qwen/Qwen3-Reranker-0.6B", "qwen3", 0.596, 32 * _K, "reranker", quantization="F16"),
    Known("whisper-large-v3", "openai/whisper-large-v3", "whisper", 1.54, 448, "asr", quantization="F16"),
    Known("kokoro:82m", "hexgrad/Kokoro-82M", "kokoro", 0.082, 512, "tts", quantization="F16"),
    Known("flux.1-schnell", "black-forest-labs/FLUX.1-schnell", "flux", 11.9, 512, "image", quantization="F16"),
    Known("sdxl", "stabilityai/stable-diffusion-xl-base-1.0", "sdxl", 3.47, 77, "image", quantization="F16"),
    Known("musicgen", "facebook/musicgen-medium", "musicgen", 1.5, 512, "music", quantization="F16"),
)

KNOWN_MODELS: Final[Mapping[str, Known]] = MappingProxyType({model.tag: model for model in _MODELS})


def known(*tags: str) -> tuple[Known, ...]:
    """The models of these tags, in this order."""
    return tuple(KNOWN_MODELS[tag] for tag in tags)
