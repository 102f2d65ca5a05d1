"""NameParts: a model's name cut into who, what and which variant, in all the forms in which servers write names."""

import re
from typing import Final

import attrs

from aggregator.data.foreign_text import LONGEST_ID

HUB_PREFIXES: Final = ("https://huggingface.co/", "https://hf.co/", "huggingface.co/", "hf.co/")

_GATEWAYS: Final = frozenset(
    {
        *("openrouter", "ollama", "ollama_chat", "library", "registry.ollama.ai", "docker.io", "ai", "local", "models"),
        *("lmstudio", "lm_studio", "koboldcpp", "llamacpp", "llama.cpp", "vllm", "hosted_vllm", "litellm", "localai"),
        *("litellm_proxy", "huggingface", "together", "together_ai", "groq", "cerebras", "sambanova", "deepinfra"),
        *("fireworks", "fireworks_ai", "novita", "nebius", "hyperbolic", "replicate", "azure", "azure_ai", "bedrock"),
        *("vertex_ai", "gemini", "mistral", "nvidia_nim", "xai", "cloudflare", "@cf", "accounts", "xinference"),
        *("publishers", "text-completion-openai", "openai-compatible", "custom_openai", "sagemaker", "watsonx"),
    }
)
"""First parts that say who passes the model on, not who made it."""

_PATH = re.compile(r"[/~.]{0,2}/|[a-zA-Z]:[\\/]")
_MEANINGLESS = re.compile(r"sha256[:-].*|[0-9a-fA-F]{12,}")
_SHARD = re.compile(r"-[0-9]{5}-of-[0-9]{5}$")
_FILE_ENDINGS: Final = (".gguf", ".safetensors", ".bin")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9.]+")


@attrs.frozen
class NameParts:
    """`org/repo` as written (both empty unless the name has just that form), `stem`, `tag` and the file `ending`.

    `stem` is the last part without directories, tag and file ending; `tag` is what follows its `:` or `@`. `on_hub` is
    set when the name itself says Hugging Face.
    """

    stem: str
    tag: str = ""
    org: str = ""
    repo: str = ""
    ending: str = ""
    on_hub: bool = False

    @property
    def text(self) -> str:
        """Everything that can describe the model, in lower case."""
        return " ".join(part for part in (self.stem, self.tag) if part).lower()

    @property
    def slug(self) -> str:
        """The same, words joined by `-`."""
        return _BETWEEN_WORDS.sub("-", self.text).strip("-")

    @property
    def words(self) -> frozenset[str]:
        """The words of repository, stem and tag."""
        return frozenset(re.findall("[a-z0-9]+", f"{self.repo} {self.text}".lower()))


def split_name(name: str) -> NameParts | None:
    """The parts of a name; None when it names no model (wildcards, digests, moving `~` aliases)."""
    text = name.strip()
    if not text or len(name) > LONGEST_ID or "*" in text or (text[0] == "~" and not text.startswith("~/")):
        return None
    if "\\" in text or _PATH.match(text):
        return _of_file("", "", text.replace("\\", "/").rstrip("/").rpartition("/")[2])
    for prefix in HUB_PREFIXES:
        if text.lower().startswith(prefix):
            return _of_repo(text[len(prefix) :].split("/"), on_hub=True)
    return _of_repo(_without_gateways(text.split("/")))


def _without_gateways(segments: list[str]) -> list[str]:
    start = 0
    while start < len(segments) - 1 and segments[start].lower() in _GATEWAYS:
        start += 1
    return segments[start:]


def _of_repo(segments: list[str], *, on_hub: bool = False) -> NameParts | None:
    match segments:
        case [org, last] if not last.lower().endswith(_FILE_ENDINGS):
            return _of_file(org, _cut_tag(last)[0], last, on_hub=on_hub)
        case [org, repo, file] if file.lower().endswith(_FILE_ENDINGS):  # as LM Studio lays out its folders
            return _of_file(org, repo, file, on_hub=on_hub)
        case _:
            return _of_file("", "", segments[-1])


def _cut_tag(last: str) -> tuple[str, str]:
    before, *after = re.split("[:@]", last, maxsplit=1)
    return before, "".join(after)


def _of_file(org: str, repo: str, last: str, *, on_hub: bool = False) -> NameParts | None:
    if _MEANINGLESS.fullmatch(last):
        return None
    stem, tag = _cut_tag(last)
    ending = next((known for known in _FILE_ENDINGS if stem.lower().endswith(known)), "")
    stem = _SHARD.sub("", stem[: len(stem) - len(ending)])
    return NameParts(stem, tag, org, repo, ending, on_hub) if stem.strip() else None
