"""The types that the Hub's `pipeline_tag` means."""

from collections.abc import Collection
from typing import Final

from aggregator.research.sources.name import read_name

_BY_PIPELINE: Final = {
    **dict.fromkeys(("text-generation", "text2text-generation"), "llm"),
    **dict.fromkeys(("image-text-to-text", "any-to-any", "video-text-to-text"), "vlm"),
    **dict.fromkeys(("feature-extraction", "sentence-similarity"), "embedding"),
    "text-ranking": "reranker",
    "text-to-speech": "tts",
    "automatic-speech-recognition": "asr",
    **dict.fromkeys(("text-to-image", "image-to-image"), "image"),
    **dict.fromkeys(("text-to-video", "image-to-video"), "video"),
    **dict.fromkeys(
        ("text-classification", "zero-shot-classification", "image-classification", "audio-classification"),
        "classifier",
    ),
}
"""Without text-to-audio, which speech and music share."""

_BROAD: Final = frozenset(
    {"text-generation", "text-classification", "feature-extraction", "automatic-speech-recognition"}
)
"""Under these the Hub also files what has a narrower word in its name: rerankers, speech models, diarization."""

_ORDINARY: Final = ({"llm"}, {"vlm"})


def types_of(pipeline_tag: object, tags: Collection[str], repo: str) -> tuple[str, ...] | None:
    """The types of a repository; None for a pipeline that is none of ours."""
    if "speaker-diarization" in tags:
        return ("diarization",)
    if not isinstance(pipeline_tag, str):
        return None
    found = _BY_PIPELINE.get(pipeline_tag)
    named = read_name(repo).get("types")
    if pipeline_tag in _BROAD and isinstance(named, tuple) and set(named) not in _ORDINARY:
        return named
    return (found,) if found else None
