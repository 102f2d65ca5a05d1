"""The table of families: how names begin, what people call the family, and the type of its plain members."""

from typing import Final

import attrs


@attrs.frozen
class FamilyRule:
    """`pattern` matches the beginning of a name, its group `v` the version; `family` is filled with that version.

    `type` is given only where every member without a further mark (`vl`, `embedding` …) has it. `org`: the rule holds
    only behind this prefix, because local servers like to use the bare name as an alias for something else.
    """

    pattern: str
    family: str
    type: str | None = None
    org: str = ""


def _llm(*rules: tuple[str, str]) -> tuple[FamilyRule, ...]:
    return tuple(FamilyRule(pattern, family, "llm") for pattern, family in rules)


def _typed(model_type: str | None, *rules: tuple[str, str]) -> tuple[FamilyRule, ...]:
    return tuple(FamilyRule(pattern, family, model_type) for pattern, family in rules)


_META = (
    *_llm(
        (r"llama-guard(?=-?[123](?!-11b)(?![0-9.]))-?[123]", "llama-guard"),
        (r"(?:meta-)?llama-?v?(?P<v>2|3\.[123]|3)", "llama{v}"),
        (r"llama(?=-[0-9]{1,2}b)", "llama"),
        (r"code-?llama", "codellama"),
        (r"tiny-?llama", "tinyllama"),
    ),
    *_typed("vlm", (r"(?:meta-)?llama-?(?P<v>4)", "llama{v}")),
    *_typed(None, (r"llama-guard-?[1-4]?", "llama-guard")),
)

_GOOGLE = (
    *_llm(
        (r"gemma-?(?P<v>3)(?=-(?:it-)?(?:1b|270m)(?![a-z0-9]))", "gemma{v}"),
        (r"gemma-?(?P<v>2)", "gemma{v}"),
        (r"gemma(?=-(?:1\.1-)?[27]b(?![a-z0-9]))", "gemma"),
        (r"codegemma", "codegemma"),
        (r"shieldgemma(?=-(?:2|9|27)b(?![a-z0-9]))", "shieldgemma"),
    ),
    *_typed(
        "vlm", (r"gemma-?(?P<v>3)(?=-(?:it-)?(?:4b|12b|27b)(?![a-z0-9]))", "gemma{v}"), (r"paligemma", "paligemma")
    ),
    *_typed("embedding", (r"embedding-?gemma", "embeddinggemma")),
    *_typed(
        None,
        (r"gemma-?(?P<v>3n)", "gemma{v}"),
        (r"gemma-?(?P<v>[3-9])", "gemma{v}"),
        (r"medgemma", "medgemma"),
        (r"shieldgemma", "shieldgemma"),
        (r"gemini-(?P<v>[0-9](?:\.[0-9])?)", "gemini-{v}"),
    ),
)

_MISTRAL = (
    *_llm(
        (
            r"mistral(?=-7b|-nemo|-(?:small|large)(?:-24b)?(?:-instruct|-base)?-(?:24[01][0-9]|2501)(?![0-9]))",
            "mistral",
        ),
        (r"mistral(?=-latest$|$)", "mistral"),
        (r"mixtral", "mixtral"),
        (r"codestral", "codestral"),
        (r"mathstral", "mathstral"),
        (r"ministral(?=-8b-instruct-2410)", "ministral"),
        (r"devstral(?=-24b|-small-250[57])", "devstral"),
        (r"magistral(?=-small-250[67])", "magistral"),
    ),
    *_typed("vlm", (r"mistral(?=-small-?3\.[12](?![0-9]))", "mistral"), (r"pixtral", "pixtral")),
    *_typed(
        None,
        (r"mistral(?=-(?:small|medium|large|tiny|saba)(?![a-z]))", "mistral"),
        *((word, word) for word in ("ministral", "devstral", "magistral", "voxtral")),
    ),
)

_CHINA = (
    *_llm(
        (r"qwen-?(?P<v>1\.5|2\.5|2|3)", "qwen{v}"),
        (r"qwq", "qwq"),
        (r"deepseek-(?P<v>v2\.5|v2|v3\.1|v3\.2|v3|r1)", "deepseek-{v}"),
        (r"deepseek-coder-(?P<v>v2)", "deepseek-coder-{v}"),
        (r"deepseek-coder", "deepseek-coder"),
        (r"deepseek-llm", "deepseek-llm"),
        (r"glm-?(?P<v>4\.[567]|4)", "glm-{v}"),
        (r"chatglm-?(?P<v>[23])", "chatglm{v}"),
        (r"yi(?=-(?:1\.5-)?(?:6|9|34)b(?![a-z0-9]))", "yi"),
        (r"internlm-?(?P<v>2\.5|2|3)", "internlm{v}"),
        (r"baichuan-?(?P<v>2)", "baichuan{v}"),
        (r"kimi-k2", "kimi-k2"),
        (r"minimax-(?P<v>m2)", "minimax-{v}"),
        (r"ernie-(?P<v>4\.5)", "ernie-{v}"),
        (r"seed-oss", "seed-oss"),
    ),
    *_typed(
        "vlm", (r"qwen-?(?P<v>2|2\.5|3)-?vl", "qwen{v}"), (r"qvq", "qvq"), (r"internvl-?(?P<v>[23])", "internvl{v}")
    ),
    *_typed(
        None,
        (r"qwen-?(?P<v>[3-9]\.[0-9]|[4-9])", "qwen{v}"),
        (r"glm-?(?P<v>[4-9](?:\.[0-9])?v?)", "glm-{v}"),
        (r"kimi-(?P<v>k2\.[0-9])", "kimi-{v}"),
        (r"minimax-(?P<v>m[0-9](?:\.[0-9])?)", "minimax-{v}"),
    ),
)

_OTHERS = (
    *_llm(
        (r"phi-?(?P<v>[234]|3\.5)", "phi{v}"),
        (r"gpt-oss", "gpt-oss"),
        (r"granite-?(?P<v>3\.[0-3]|3|4)(?:\.0)?", "granite{v}"),
        (r"granite-code", "granite-code"),
        (r"smollm-?(?P<v>[23])", "smollm{v}"),
        (r"smollm", "smollm"),
        (r"olmo-?(?P<v>[23])", "olmo{v}"),
        (r"olmo(?=-[17]b)", "olmo"),
        (r"falcon-?(?P<v>3)", "falcon{v}"),
        (r"falcon(?=-(?:7|40|180)b(?![a-z0-9]))", "falcon"),
        *((word, word) for word in ("command-r-plus", "command-r7b", "command-r", "aya-expanse", "dbrx")),
        (r"c4ai-command-r", "command-r"),
        (r"exaone-?(?P<v>3\.5|4)(?:\.0)?", "exaone{v}"),
        (r"starcoder-?(?P<v>2)", "starcoder{v}"),
        *((word, word) for word in ("starcoder", "vicuna", "zephyr", "gpt2", "gpt-neox", "pythia", "bloom", "bloomz")),
        (r"lfm-?(?P<v>2)", "lfm{v}"),
        (r"solar(?=-10\.7b)", "solar"),
    ),
    *_typed("vlm", *((word, word) for word in ("llava", "bakllava", "moondream", "molmo", "smolvlm", "minicpm-v"))),
    *_typed(
        "embedding",
        (r"nomic-embed-text", "nomic-embed-text"),
        (r"bge(?!-reranker)", "bge"),
        (r"(?:multilingual-)?e5(?=-(?:small|base|large|mistral))", "e5"),
        *((word, word) for word in ("gte", "mxbai-embed", "snowflake-arctic-embed", "jina-embeddings")),
        (r"snowflake-arctic-embed2", "snowflake-arctic-embed2"),
        (r"all-minilm", "all-minilm"),
    ),
    *_typed("reranker", (r"bge-reranker", "bge-reranker")),
    *_typed("asr", (r"whisper", "whisper"), (r"parakeet", "parakeet")),
    *_typed("tts", (r"kokoro", "kokoro"), (r"orpheus(?=-3b|-tts)", "orpheus")),
    *_typed("music", (r"musicgen", "musicgen")),
    *_typed(
        "image",
        (r"qwen-image", "qwen-image"),
        (r"stable-diffusion", "stable-diffusion"),
        (r"sdxl", "sdxl"),
        (r"dall-e", "dall-e"),
    ),
    *_typed(
        "image", (r"flux(?=(?:\.[12]|-?[12])?(?:-(?:dev|schnell|pro|kontext|krea|fill|klein)|$))(?:\.?[12])?", "flux")
    ),
)

_CLOSED = (
    FamilyRule(r"gpt-(?P<v>3\.5)", "gpt-{v}", "llm", org="openai"),
    FamilyRule(r"gpt-(?P<v>4o|4\.[15]|4|5(?:\.[0-9])?)", "gpt-{v}", org="openai"),
    FamilyRule(r"claude", "claude"),
    FamilyRule(r"grok-(?P<v>[1-9](?:\.[0-9])?)", "grok-{v}"),
)

FAMILIES: Final = (*_META, *_GOOGLE, *_MISTRAL, *_CHINA, *_OTHERS, *_CLOSED)
"""The first rule that fits wins, so within a maker the sure ones stand first."""
