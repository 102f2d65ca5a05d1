"""What the simulated brain knows: a table of rules over names. It is a simulation, no language model thinks here."""

import re
from typing import Any, Final

import attrs


@attrs.frozen
class Rule:
    """What a name that matches `pattern` is; the first rule that matches wins."""

    pattern: str
    what: str
    type: str = "llm"


@attrs.frozen
class Maker:
    """A family of models by a part of the name, and who publishes it."""

    pattern: str
    family: str
    publisher: str


RULES: Final = (
    Rule(r"rerank", "orders search results by how well they fit a question", "reranker"),
    Rule(r"embed|bge|gte-|e5-|minilm|nomic", "turns text into vectors for search and clustering", "embedding"),
    Rule(r"whisper|parakeet|transcri|\basr\b", "writes down spoken language in many languages", "asr"),
    Rule(r"kokoro|piper|bark|\btts\b|orpheus", "reads text aloud in natural voices", "tts"),
    Rule(r"pyannote|diari", "tells who speaks when in a recording", "diarization"),
    Rule(r"musicgen|lyria|\bmusic\b", "composes short pieces of music from a description", "music"),
    Rule(r"flux|sdxl|diffusion|dall-?e|gpt-image", "draws images from a description", "image"),
    Rule(r"\bwan\d|veo|sora|ltx|video", "makes short videos from a description", "video"),
    Rule(r"guard|moderation|classif", "sorts text into classes, such as safe and unsafe", "classifier"),
    Rule(r"-?vl\b|vision|llava|pixtral|gemma-?3[^n]*(4|12|27)b|\bvlm", "talks about images as well as text", "vlm"),
    Rule(r"coder|codestral|devstral|starcoder|codex", "writes, completes and repairs program code"),
    Rule(r"r1\b|reasoner|qwq|thinking|magistral|gpt-oss|\bo[134]\b", "thinks step by step before it answers"),
    Rule(r"mini|nano|tiny|smol|[^\d.](0\.\d|1(\.\d)?|2|3)b\b", "chats on small machines with little memory"),
    Rule(r"", "chats, writes, summarises and answers questions"),
)

MAKERS: Final = (
    Maker(r"deepseek", "deepseek", "DeepSeek"),
    Maker(r"qwen|qwq", "qwen", "Alibaba"),
    Maker(r"llama", "llama", "Meta"),
    Maker(r"gemma|gemini", "gemma", "Google"),
    Maker(r"mi[sx]tral|devstral|codestral|pixtral|magistral", "mistral", "Mistral AI"),
    Maker(r"phi-?\d", "phi", "Microsoft"),
    Maker(r"gpt|whisper|dall-?e", "gpt", "OpenAI"),
    Maker(r"claude", "claude", "Anthropic"),
    Maker(r"granite", "granite", "IBM"),
    Maker(r"glm", "glm", "Z.ai"),
    Maker(r"olmo", "olmo", "Ai2"),
    Maker(r"bge", "bge", "BAAI"),
    Maker(r"nomic", "nomic", "Nomic AI"),
    Maker(r"smollm", "smollm", "Hugging Face"),
    Maker(r"command", "command", "Cohere"),
    Maker(r"flux", "flux", "Black Forest Labs"),
)

_MODALITIES: Final = {
    "vlm": (["text", "image"], ["text"]),
    "asr": (["audio"], ["text"]),
    "diarization": (["audio"], ["text"]),
    "tts": (["text"], ["audio"]),
    "music": (["text"], ["audio"]),
    "image": (["text"], ["image"]),
    "video": (["text"], ["video"]),
}
_SIZE = re.compile(r"(?<![\d.a-z])(\d+(?:\.\d+)?)b(?![a-z])")
_CLOSING = re.compile(r"[-_:.](gguf|instruct|it|q\d\w*|f16|mxfp4|latest|4bit)\b", re.IGNORECASE)


def describe(name: str) -> dict[str, Any]:
    """What the table says about a model of that name; a field it can't tell is absent."""
    lower = name.lower()
    rule = next(rule for rule in RULES if re.search(rule.pattern, lower))
    maker = next((maker for maker in MAKERS if re.search(maker.pattern, lower)), None)
    size = _SIZE.search(lower)
    inputs, outputs = _MODALITIES.get(rule.type, (["text"], ["text"]))
    by = f" by {maker.publisher}" if maker else ""
    facts: dict[str, Any] = {
        "summary": f"{_CLOSING.sub('', name.split('/')[-1])}{by} {rule.what}.",
        "types": [rule.type],
        "input_modalities": inputs,
        "output_modalities": outputs,
    }
    if maker:
        facts |= {"family": maker.family, "publisher": maker.publisher}
    if size:
        facts["parameters"] = round(float(size[1]) * 1e9)
    if rule.type in {"llm", "vlm"}:
        facts["capabilities"] = ["vision", "completion"] if rule.type == "vlm" else ["completion"]
    return facts
