"""The file format that a name tells."""

from collections.abc import Set as AbstractSet
from typing import Final

from aggregator.data.quantization import GGUF_TYPES

_BY_WORD: Final = {"gguf": "gguf", "mlx": "mlx", "awq": "safetensors", "gptq": "safetensors", "onnx": "onnx"}
_BY_ENDING: Final = {".gguf": "gguf", ".safetensors": "safetensors"}

_OLDER_GGML: Final = frozenset({"ggml", "bin", "whisper"})
"""Words of files that use the same quantizations without being GGUF."""


def format_of(ending: str, org: str, words: AbstractSet[str], quantization: str | None) -> str | None:
    """`gguf`, `mlx`, `safetensors` or `onnx`; None when the name says none of them, or more than one."""
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    said = {_BY_WORD[word] for word in words & _BY_WORD.keys()}
    if org.lower() == "mlx-community":
        said.add("mlx")
    if not said and quantization in GGUF_TYPES and ending != ".bin" and not words & _OLDER_GGML:
        return "gguf"
    return said.pop() if len(said) == 1 else None
