"""What the Hub's description of a repository says, as values by field. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from aggregator.data.quantization import GGUF_TYPES
from aggregator.research.sources.hub.model_types import types_of
from aggregator.research.sources.hub.sizes import size_of, sizes_by_file
from aggregator.research.sources.hub_repo import HubRepo
from aggregator.research.sources.license_id import license_id
from aggregator.research.sources.name import read_name
from aggregator.research.sources.transformers_config import family_in

_WHOLE_NUMBERS: Final = frozenset({"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E4M3FN"})
"""Element types that hold one parameter each; integers may hold several packed ones."""

_SMALL_SHARE = 0.01
_ADAPTERS: Final = frozenset({"lora", "peft", "adapter"})


def facts_of(
    document: Mapping[str, Any], repo: HubRepo, quantization: str | None, known_format: str | None
) -> dict[str, object]:
    """The fields that hold for a model whose `quantization` and format (as far as known) are these."""
    tags = [tag for tag in _list(document.get("tags")) if isinstance(tag, str)]
    gguf, files = _gguf(document), sizes_by_file(document.get("siblings"))
    file_format = _format(document, tags)
    if known_format is None and quantization in GGUF_TYPES:
        known_format = "gguf"
    is_other_format = known_format is not None and file_format is not None and known_format != file_format
    wanted = None if is_other_format else known_format or file_format
    return {
        "types": types_of(document.get("pipeline_tag"), tags, str(repo)),
        "family": _family(document, gguf, repo),
        "publisher": repo.org,
        "format": None if is_other_format else file_format,
        "license": _license(document, tags),
        "hub_repo": str(repo),
        "parameters": _parameters(document, gguf, tags),
        "context_length": gguf.get("context_length"),
        "size_bytes": size_of(files, wanted, quantization),
    }


def _family(document: Mapping[str, Any], gguf: Mapping[str, Any], repo: HubRepo) -> object:
    """The name is more exact where it tells a family: the architecture of Llama 3.1 is just `llama`."""
    return read_name(str(repo)).get("family") or gguf.get("architecture") or family_in(_dict(document.get("config")))


def _format(document: Mapping[str, Any], tags: list[str]) -> str | None:
    if document.get("library_name") == "mlx" or "mlx" in tags:
        return "mlx"
    names = [each.get("rfilename") for each in _list(document.get("siblings")) if isinstance(each, dict)]
    endings = {name.rpartition(".")[2].lower() for name in names if isinstance(name, str)}
    if document.get("gguf"):
        endings.add("gguf")
    if document.get("safetensors"):
        endings.add("safetensors")
    found = endings & {"gguf", "safetensors", "onnx"}
    return found.pop() if len(found) == 1 else None


def _license(document: Mapping[str, Any], tags: list[str]) -> str | None:
    card = _dict(document.get("cardData"))
    said = card.get("license")
    if isinstance(said, list):
        said = said[0] if len(said) == 1 else None
    tagged = [tag.removeprefix("license:") for tag in tags if tag.startswith("license:")]
    return (
        license_id(said)
        or license_id(card.get("license_name"))
        or (license_id(tagged[0]) if len(tagged) == 1 else None)
    )


def _parameters(document: Mapping[str, Any], gguf: Mapping[str, Any], tags: list[str]) -> object:
    if document.get("library_name") == "peft" or _ADAPTERS & set(tags):
        return None
    return gguf.get("total") or _unpacked_total(_dict(document.get("safetensors")))


def _unpacked_total(safetensors: Mapping[str, Any]) -> object:
    """The total where nearly all elements are parameters; packed 4-bit files count too few."""
    counts = {name: count for name, count in _dict(safetensors.get("parameters")).items() if isinstance(count, int)}
    total = safetensors.get("total")
    if not isinstance(total, int) or not counts:
        return None
    others = sum(count for name, count in counts.items() if name not in _WHOLE_NUMBERS)
    return total if others <= _SMALL_SHARE * total else None


def _gguf(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The header of one file of the repository, unless that is the picture encoder beside a model."""
    gguf = _dict(document.get("gguf"))
    return {} if gguf.get("architecture") == "clip" else gguf


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
