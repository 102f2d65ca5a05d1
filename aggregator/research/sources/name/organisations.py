"""Who can stand before the `/` of a name: makers, and organisations of the Hugging Face Hub."""

import re
from typing import Final

HUB_ORGANISATIONS: Final = frozenset(
    {
        *("Qwen", "google", "meta-llama", "mistralai", "microsoft", "openai", "deepseek-ai", "nvidia", "apple", "amd"),
        *("ibm-granite", "allenai", "HuggingFaceTB", "HuggingFaceM4", "tiiuae", "bigcode", "bigscience", "EleutherAI"),
        *("CohereForAI", "CohereLabs", "01-ai", "zai-org", "THUDM", "moonshotai", "MiniMaxAI", "baidu", "tencent"),
        *("ByteDance-Seed", "stepfun-ai", "internlm", "OpenGVLab", "openbmb", "baichuan-inc", "LGAI-EXAONE", "upstage"),
        *("LiquidAI", "NousResearch", "teknium", "cognitivecomputations", "stabilityai", "black-forest-labs", "Wan-AI"),
        *(
            "BAAI",
            "intfloat",
            "sentence-transformers",
            "nomic-ai",
            "mixedbread-ai",
            "jinaai",
            "thenlper",
            "Alibaba-NLP",
        ),
        *("Snowflake", "cross-encoder", "facebook", "hexgrad", "Systran", "pyannote", "distil-whisper", "llava-hf"),
        *("TinyLlama", "databricks", "ai21labs", "Salesforce", "inclusionAI", "HuggingFaceH4", "vikhyatk", "suno"),
        *("unsloth", "bartowski", "TheBloke", "mradermacher", "lmstudio-community", "mlx-community", "ggml-org"),
        *("QuantFactory", "MaziyarPanahi", "RedHatAI", "neuralmagic", "casperhansen", "turboderp", "hugging-quants"),
        *("ggerganov", "second-state", "QuantTrio", "onnx-community", "canopylabs", "lightonai", "xai-org"),
    }
)
"""As the Hub spells them."""

QUANTISERS: Final = frozenset(
    {"unsloth", "bartowski", "TheBloke", "mradermacher", "lmstudio-community", "mlx-community", "ggml-org"}
)

LOWER_CASE_REPOS: Final = {
    "google": re.compile(r"gemma-(?:1\.1-|2-|3-)?[0-9]{1,3}[bm]-(?:it|pt)|embeddinggemma-300m|flan-t5-[a-z]{2,5}"),
    "openai": re.compile(
        r"gpt-oss(?:-safeguard)?-(?:20|120)b|whisper-(?:tiny|base|small|medium|large(?:-v[23])?)(?:-turbo)?"
    ),
    "microsoft": re.compile(r"phi-[24]"),
    "nvidia": re.compile(r"(?:parakeet-(?:tdt|ctc|rnnt)-[0-9.]{1,4}b|canary-1b)(?:-v[23]|-flash)?"),
    "llava-hf": re.compile(r"(?:llava|bakllava)-[a-z0-9.-]+"),
    "deepseek-ai": re.compile(r"deepseek-(?:coder|llm|math)-[0-9.]{1,4}b-[a-z0-9.-]+"),
    "bigcode": re.compile(r"starcoder[a-z0-9.-]*"),
    "tiiuae": re.compile(r"falcon-[0-9]{1,3}b[a-z-]*"),
    "ibm-granite": re.compile(r"granite-[a-z0-9.-]+"),
    "CohereForAI": re.compile(r"c4ai-[a-z0-9.-]+|aya-[a-z0-9.-]+"),
    "CohereLabs": re.compile(r"c4ai-[a-z0-9.-]+|aya-[a-z0-9.-]+"),
    **dict.fromkeys(
        (
            *("BAAI", "intfloat", "sentence-transformers", "nomic-ai", "mixedbread-ai", "jinaai", "thenlper"),
            *("Alibaba-NLP", "cross-encoder", "Systran", "pyannote", "distil-whisper", "stabilityai", "facebook"),
        ),
        re.compile(r"[a-z0-9._-]+"),
    ),
}
"""Repositories without a capital letter that a gateway or a desktop program would not write in the same way."""

NOT_ON_THE_HUB: Final = re.compile(
    r".*-(?:Turbo|tput|Instruct-Lite|[Pp]ro)|.*-[Ff]ree|Qwen[0-9.]*-(?:Max|Plus)|Llama-3-[0-9]+b-chat-hf|FLUX\.1\.1.*"
)
"""Names that clouds made up under an organisation of the Hub."""

MAKERS: Final = frozenset(organisation.lower() for organisation in HUB_ORGANISATIONS) | {
    *("anthropic", "deepseek", "meta", "x-ai", "cohere", "amazon", "z-ai", "minimax", "ibm", "ai21", "perplexity"),
    *("liquid", "inception", "bytedance", "bytedance-seed", "arcee-ai", "baai", "thudm"),
}

OWN_NAMES: Final = {
    "openai": re.compile(
        r"gpt-(?:[0-9]|oss|image|audio|realtime)|chatgpt|o[134](?:-|$)|whisper|dall-e|text-embedding-(?:3|ada)|tts-1|sora|"
        r"codex|omni-moderation"
    ),
    "anthropic": re.compile(r"claude"),
    "deepseek": re.compile(r"deepseek"),
    "cohere": re.compile(r"command|c4ai|embed-|rerank-|aya"),
    "meta": re.compile(r"(?:meta-)?llama|codellama"),
}
"""Prefixes that gateways also use for whatever speaks such an API: makers only before names of their own."""
