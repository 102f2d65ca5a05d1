"""What the header of a model (or the headers of its shards) says, as values by field. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from aggregator.data.quantization import normalise_quantization
from aggregator.research.sources.files.gguf_header import GgufHeader
from aggregator.research.sources.files.gguf_types import FILE_TYPES, GUESSED, TENSOR_TYPES
from aggregator.research.sources.license_id import license_id
from aggregator.research.sources.name import read_name

_TOOLS: Final = re.compile(r"\{%-?[^%]{0,200}(?<![\w.'\"])tools(?![\w'\"])")
_REASONING: Final = re.compile(r"<think>|(?<!\w)enable_thinking(?!\w)|(?<!\w)reasoning_content(?!\w)")
_TYPES_BY_POOLING: Final = {1: "embedding", 2: "embedding", 3: "embedding", 4: "reranker"}
_WHOLE: Final = ("", "model")


def facts_of(headers: Sequence[GgufHeader]) -> dict[str, object]:
    """The fields of a model whose files have these headers, the first shard first; empty when one shard is missing.

    Of a piece that is no model (`mmproj`, an adapter) only the format is told.
    """
    values = headers[0].values
    if (values.get("split.count") or 1) != len(headers):
        return {}
    architecture = values.get("general.architecture")
    if not isinstance(architecture, str) or architecture == "clip" or values.get("general.type", "") not in _WHOLE:
        return {"format": "gguf"}
    kind = _type(headers[0], architecture)
    return {
        "format": "gguf",
        "types": (kind,) if kind else None,
        "family": _family(headers[0], architecture),
        "publisher": values.get("general.organization"),
        "license": license_id(values.get("general.license")) or license_id(values.get("general.license.name")),
        "parameters": sum(sum(header.elements.values()) for header in headers),
        "quantization": _quantization(headers),
        "context_length": values.get(f"{architecture}.context_length"),
        "dimensions": values.get(f"{architecture}.embedding_length") if kind == "embedding" else None,
        "capabilities": None if kind else _capabilities(values.get("tokenizer.chat_template")),
    }


def _type(header: GgufHeader, architecture: str) -> str | None:
    pooling = header.values.get(f"{architecture}.pooling_type")
    return _TYPES_BY_POOLING.get(pooling) if isinstance(pooling, int) else None


def _family(header: GgufHeader, architecture: str) -> object:
    """The name is more exact where it tells a family: the architecture of Llama 3.1 is just `llama`."""
    words = (header.values.get(f"general.{key}") for key in ("basename", "size_label"))
    return read_name("-".join(word for word in words if isinstance(word, str))).get("family") or architecture


def _quantization(headers: Sequence[GgufHeader]) -> str | None:
    file_type = headers[0].values.get("general.file_type")
    if isinstance(file_type, int) and (name := FILE_TYPES.get(file_type & ~GUESSED)):
        return name
    elements: Counter[str] = Counter()
    for header in headers:
        for tensor_type, count in header.elements.items():
            elements[TENSOR_TYPES[tensor_type][0] if tensor_type in TENSOR_TYPES else ""] += count
    return normalise_quantization(elements.most_common(1)[0][0]) if elements else None


def _capabilities(template: object) -> tuple[str, ...] | None:
    """What a chat template has places for."""
    if not isinstance(template, str):
        return None
    found = (("tools", _TOOLS), ("reasoning", _REASONING))
    return tuple(word for word, mark in found if mark.search(template)) or None
