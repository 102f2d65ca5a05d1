"""The family at the beginning of a name, from an exact table."""

import re
from typing import Final

import attrs

from aggregator.research.sources.name.family_table import FAMILIES, FamilyRule

_MAKERS: Final = (
    r"(?:(?:meta-llama|meta|google|qwen|microsoft|mistralai|deepseek-ai|nvidia|ibm-granite|openai|allenai|"
    r"huggingfacetb|zai-org|tiiuae|cohereforai|coherelabs|text-embedding|faster|anthropic)[-.])?"
)
"""What may stand before the family, as in `google_gemma-3-4b-it-Q4_K_M.gguf`."""

_END = r"(?![a-z0-9]|\.[0-9])"
_LONE_DIGIT = re.compile(r"-[0-9](?![a-z0-9.])")
_OTHER_FAMILY = re.compile(
    r"(?<![a-z])(?:qwen|qwq|llama|llava|gemma|mistral|mixtral|phi|deepseek|r1|gpt|claude|gemini|nemotron|minitron|"
    r"falcon|granite|glm|kimi|distill(?:ed)?)(?![a-z])"
)
_SMALL_R1 = re.compile(r"(?<![a-z0-9.])(?!671b)[0-9]{1,3}(?:\.[0-9])?b(?![a-z0-9])|^-latest")

_RULES: Final = tuple((re.compile(_MAKERS + rule.pattern + _END), rule) for rule in FAMILIES)


@attrs.frozen
class FamilyFound:
    """The family (None when a second family in the name makes it unsure), its type, and the rest of the name."""

    family: str | None
    type: str | None
    rest: str


def family_of(slug: str, org: str = "") -> FamilyFound | None:
    """What the table knows about a name (lower case, words joined by `-`); None when no family begins it."""
    for pattern, rule in _RULES:
        match = pattern.match(slug)
        if match is None or (rule.org and rule.org != org.lower()):
            continue
        rest = slug[match.end() :]
        version = match.groupdict().get("v")
        if version is not None and _LONE_DIGIT.match(rest):
            return None  # "llama-3-1-8b" is no Llama 3
        family = rule.family.format(v=version or "")
        return FamilyFound(None if _is_mixed(rule, family, rest) else family, rule.type, rest)
    return None


def _is_mixed(rule: FamilyRule, family: str, rest: str) -> bool:
    if family == "deepseek-r1" and _SMALL_R1.search(rest):
        return True  # the small ones, as Ollama tags them, are distills of Qwen and Llama
    return rule.type in {"llm", None} and bool(_OTHER_FAMILY.search(rest))
