"""OllamaStore: Ollama's `manifests/<host>/<namespace>/<model>/<tag>` and the blobs that they name."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from aggregator.data.parameter_count import parse_parameters
from aggregator.data.quantization import normalise_quantization
from aggregator.research.sources.files.gguf_facts import facts_of
from aggregator.research.sources.files.known_headers import KnownHeaders
from aggregator.research.sources.files.models_folder import ModelFile, ModelsFolder
from aggregator.research.sources.json_object import json_object

_PART: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST: Final = re.compile(r"sha256:([0-9a-f]{64})")
_MODEL: Final = "application/vnd.ollama.image.model"
_DEFAULTS: Final = ("registry.ollama.ai", "library")
_MOST_LAYERS: Final = 10_000


@attrs.frozen
class _Blob:
    kind: str
    hex_digest: str
    size_bytes: int


class OllamaStore:
    """A store at the top of a folder, or in its `models/`."""

    def __init__(self, folder: ModelsFolder, headers: KnownHeaders) -> None:
        self._folder = folder
        self._headers = headers

    def look_up(self, name: str) -> dict[str, object]:
        """Facts about a model under the name that Ollama lists; empty when it is not there, or not whole."""
        manifest_path = _manifest_path(name)
        for above in (Path(), Path("models")):
            body = self._folder.read_small(above / manifest_path) if manifest_path else None
            if body is not None:
                return self._facts(body, above / "blobs")
        return {}

    def _facts(self, manifest: bytes, blobs: Path) -> dict[str, object]:
        document = json_object(manifest) or {}
        config = _blob(document.get("config"))
        listed = document.get("layers")
        layers = [_blob(layer) for layer in listed] if isinstance(listed, list) and len(listed) <= _MOST_LAYERS else []
        whole = [layer for layer in layers if layer is not None]
        models = [layer for layer in whole if layer.kind == _MODEL]
        if config is None or len(whole) != len(layers) or not models:
            return {}
        files = [self._file(blobs, model) for model in models]
        present = [file for file in files if file is not None]
        if len(present) != len(files):
            return {}
        told = self._folder.read_small(blobs / f"sha256-{config.hex_digest}")
        facts = {**_config_facts(json_object(told or b"") or {}), **self._header_facts(present)}
        # By digest: a layer that is named twice lies on the disk once.
        sizes = {blob.hex_digest: blob.size_bytes for blob in (config, *whole)}
        return {**facts, "size_bytes": sum(sizes.values()), "digest": hashlib.sha256(manifest).hexdigest()}

    def _file(self, blobs: Path, blob: _Blob) -> ModelFile | None:
        file = self._folder.file(blobs / f"sha256-{blob.hex_digest}")
        return file if file is not None and file.size_bytes == blob.size_bytes else None

    def _header_facts(self, files: list[ModelFile]) -> dict[str, object]:
        read = [self._headers.header(file) for file in files]
        found = [header for header in read if header is not None]
        facts = facts_of(found) if found and len(found) == len(read) else {}
        return {field: value for field, value in facts.items() if value is not None}


def _manifest_path(name: str) -> Path | None:
    """Where the manifest lies; the parts that a name leaves out are Ollama's own defaults."""
    *above, last = name.split("/")
    model, _, tag = last.partition(":")
    if len(above) > len(_DEFAULTS):
        return None
    parts = (*_DEFAULTS[: len(_DEFAULTS) - len(above)], *above, model, tag or "latest")
    if not all(_PART.fullmatch(part) and ".." not in part for part in parts):
        return None
    return Path("manifests", *parts)


def _config_facts(config: Mapping[str, Any]) -> dict[str, object]:
    size, quantization = config.get("model_type"), config.get("file_type")
    count = parse_parameters(size) if isinstance(size, str) else None
    return {
        "format": config.get("model_format"),
        "family": config.get("model_family"),
        "parameters": count.total if count else None,
        "quantization": normalise_quantization(quantization) if isinstance(quantization, str) else None,
    }


def _blob(layer: object) -> _Blob | None:
    match layer:
        case {"mediaType": str(kind), "digest": str(digest), "size": int(size)} if size >= 0:
            found = _DIGEST.fullmatch(digest)
            return _Blob(kind, found[1], size) if found else None
        case _:
            return None
