"""The types that words in a name tell."""

import re
from collections.abc import Set as AbstractSet
from typing import Final


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(patterns) + r")(?![a-z0-9])")


_MARKS: Final = {
    "reranker": _words("rerank", "rerankqa", "reranker", "reranking", "ms-marco"),
    "embedding": _words(
        *(
            "embed",
            "embedqa",
            "embedder",
            "embedding",
            "embeddings",
            "embeddinggemma",
            "bge",
            "gte",
            "all-minilm",
            "all-mpnet",
        ),
        *(r"e5-(?:small|base|large|mistral)", "paraphrase-multilingual", r"paraphrase-minilm"),
    ),
    "asr": _words(
        *("asr", "stt", "whisper", "distil-whisper", "parakeet", "wav2vec2", "moonshine", "transcribe", "sensevoice"),
        *("paraformer", r"canary-(?:1b|180m|qwen)"),
    ),
    "diarization": _words("diarization", "diarize", "sortformer"),
    "tts": _words(
        *("tts", r"tts-1-hd", "xtts", "kokoro", "melotts", "speecht5-tts", "parler-tts", "outetts", "cosyvoice[0-9]?"),
        *("chatterbox", r"orpheus-(?:3b|tts)", r"dia-1\.6b", "csm-1b", "vibevoice", "fish-speech", r"bark(?:-small)?$"),
    ),
    "image": _words(
        *(
            "stable-diffusion",
            "stablediffusion",
            "sdxl",
            r"sd-?3(?:\.5)?",
            "sd-turbo",
            r"dall-e(?:-[23])?",
            "gpt-image",
        ),
        *(
            r"imagen-?[2-5](?:\.0)?",
            "qwen-image",
            "z-image",
            "hidream",
            "pixart",
            "kandinsky",
            "hunyuanimage",
            "cogview",
        ),
        *("seedream", r"flux(?:\.[12]|-?[12])?(?=-(?:dev|schnell|pro|kontext|krea|fill|klein)|$)"),
    ),
    "video": _words(
        *("t2v", "i2v", "ti2v", "hunyuanvideo", r"cogvideox(?:1\.5)?", "ltx-video", "stable-video-diffusion"),
        *(r"sora-2", r"veo-[2-4](?:\.[0-9])?", "mochi-1-preview"),
    ),
    "music": _words("musicgen", "lyria", "ace-step"),
    "classifier": _words("prompt-guard", "moderation", "classifier", "classification", r"roberta-base-sentiment"),
    "vlm": _words(
        *("vlm", "vision", r"(?:qwen[0-9.]{1,4})?vl", r"vl2", "llava", "bakllava", r"llava-(?:phi3|llama3)", "pixtral"),
        *("moondream[0-9]?", r"minicpm-v", r"internvl[0-9.]{0,4}", "smolvlm[0-9]?", r"idefics[23]", "paligemma[0-9]?"),
        *("molmo", "qvq", "cogvlm[0-9]?", r"glm-?4(?:\.[1-9])?v"),
    ),
}

PIECES: Final = frozenset(
    {
        *("mmproj", "lora", "adapter", "projector", "tokenizer", "controlnet", "vae"),
        *("eagle", "eagle3", "medusa", "speculator", "dflash"),
    }
)
"""Words of files that belong to a model but are none, so that its facts do not hold for them."""

_NO_PLAIN_MEMBER: Final = frozenset(
    {
        *(
            "realtime",
            "live",
            "livetranslate",
            "captioner",
            "ocr",
            "image",
            "video",
            "music",
            "prm",
            "rm",
            "mm",
            "unet",
        ),
        *("guardian", "encoder", "clip", "draft", "mtp", "voice", "segmentation", "colbert", "translate"),
    }
)
_PART_OF_WORD = re.compile(r"embed|rerank|reward|vision|audio|speech|retriev|classif|detect|omni|multimodal")


def marked_types(slug: str) -> tuple[str, ...]:
    """The types that are written in a name (lower case, words joined by `-`); empty when none is, or they disagree."""
    found = {kind for kind, mark in _MARKS.items() if mark.search(slug)}
    for first in ("reranker", "embedding"):  # Qwen3-VL-Embedding, nomic-embed-vision, bge-reranker
        if first in found and found <= {"reranker", "embedding", "vlm"}:
            return (first,)
    if len(found) == 1 or found == {"asr", "diarization"}:
        return tuple(sorted(found))
    return ()


def has_mark(slug: str) -> bool:
    """Whether any type is written in a name, even contradicting ones."""
    return any(mark.search(slug) for mark in _MARKS.values())


def says_vision(slug: str) -> bool:
    """Whether the name itself says that the model sees."""
    return marked_types(slug) == ("vlm",)


def is_plain(slug: str, words: AbstractSet[str]) -> bool:
    """Whether nothing in the name speaks against the usual type of its family."""
    return not words & _NO_PLAIN_MEMBER and not _PART_OF_WORD.search(slug)
