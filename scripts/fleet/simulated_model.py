"""SimulatedModel: the facts about a model from which every kind writes its own entry."""

import hashlib

import attrs

BYTES_PER_PARAMETER = {"Q4_K_M": 0.6, "Q4_0": 0.56, "Q8_0": 1.06, "MXFP4": 0.55, "F16": 2.0, "BF16": 2.0}


@attrs.frozen
class SimulatedModel:
    """`tag` is its name in Ollama's library, `repo` on the Hugging Face Hub; `billions` are parameters.

    `traits` are of `tools` and `reasoning`; `type` is a word of the details' `types`.
    """

    tag: str
    repo: str
    family: str
    billions: float
    context_length: int
    type: str = "llm"
    traits: tuple[str, ...] = ()
    active_billions: float | None = None
    dimensions: int = 4096
    quantization: str = "Q4_K_M"
    license: str = "apache-2.0"

    @property
    def publisher(self) -> str:
        """The first part of the repo."""
        return self.repo.split("/")[0]

    @property
    def stem(self) -> str:
        """The second part of the repo."""
        return self.repo.split("/")[1]

    @property
    def parameters(self) -> int:
        """The number of them."""
        return round(self.billions * 1e9)

    @property
    def size_label(self) -> str:
        """As Ollama writes it: 8.2B, 137M."""
        return f"{self.billions:g}B" if self.billions >= 1 else f"{self.billions * 1000:g}M"

    @property
    def size_bytes(self) -> int:
        """About what the file takes."""
        return round(self.parameters * BYTES_PER_PARAMETER[self.quantization])

    @property
    def digest(self) -> str:
        """Always the same 64 hex digits for the same tag."""
        return hashlib.sha256(self.tag.encode()).hexdigest()

    @property
    def makes_text(self) -> bool:
        """Whether it is a language model, with or without eyes."""
        return self.type in {"llm", "vlm"}
