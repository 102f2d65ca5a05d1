"""One spelling for each quantization, whatever a server, a file or a name calls it."""

import re
from typing import Final

_LONGEST = 60

GGUF_TYPES: Final = frozenset(
    {
        *("Q1_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_0_4_4", "Q4_0_4_8", "Q4_0_8_8", "TQ1_0", "TQ2_0"),
        *(f"Q{bits}_K" for bits in (2, 3, 4, 5, 6, 8)),
        *(f"Q{bits}_K_{size}" for bits in (2, 3, 4, 5, 6, 8) for size in ("S", "M", "L", "XL")),
        *("IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "IQ3_XXS", "IQ3_XS", "IQ3_S", "IQ3_M"),
        *("IQ4_XS", "IQ4_NL", "IQ2_K", "IQ3_K", "IQ4_K", "IQ5_K", "IQ6_K", "IQ2_KS", "IQ3_KS", "IQ4_KS", "IQ5_KS"),
        *("IQ4_KSS", "IQ2_KL", "IQ1_KT", "IQ2_KT", "IQ3_KT", "IQ4_KT", "MXFP4_MOE"),
    }
)
"""Types that only GGUF files have."""

_SAME_AS: Final = {
    **dict.fromkeys(("f16", "fp16", "float16", "half"), "F16"),
    **dict.fromkeys(("bf16", "bfloat16"), "BF16"),
    **dict.fromkeys(("f32", "fp32", "float32"), "F32"),
    **dict.fromkeys(("fp8", "f8", "float8", "fp8_e4m3", "fp8_e4m3fn", "fp8_e5m2", "f8_e4m3", "f8_e5m2"), "FP8"),
    **dict.fromkeys(("float8_e4m3fn", "float8_e5m2", "fp8_dynamic", "fp8_block", "fp8_static"), "FP8"),
    **{word: word.upper() for word in ("fp4", "fp6", "mxfp4", "mxfp6", "mxfp8", "nvfp4", "nf4", "int4", "int8")},
    **{word: word.upper() for word in ("w4a4", "w4a8", "w4a16", "w8a8", "w8a16")},
    "awq": "AWQ",
    "awq_marlin": "AWQ",
    "gptq": "GPTQ",
    "gptq_marlin": "GPTQ",
    "exl2": "EXL2",
    "exl3": "EXL3",
    "iq3_s_mix": "IQ3_M",  # llama.cpp shows IQ3_M so
}

_SIZES: Final = {"small": "_s", "medium": "_m", "large": "_l"}
_BITS = re.compile(r"([2-8])_?bits?")
_METHOD = re.compile(r"(awq|gptq|bnb)_(?:int)?([2-8])(?:_?bits?)?")
_EXLLAMA = re.compile(r"(exl[23])_([0-9]{1,2}(?:\.[0-9]{1,4})?)_?bpw")
_SEPARATORS = re.compile(r"[-_ ]+")


def normalise_quantization(text: str) -> str | None:
    """The one spelling: `Q4_K - Medium` is `Q4_K_M`, `fp16` is `F16`, `4-bit` is `4bit`; None when it is not sure.

    `AWQ` and `GPTQ` without a number of bits stay so: the text does not tell them.
    """
    if len(text) > _LONGEST:
        return None
    word = text.strip().lower().removesuffix("(guessed)").rstrip()
    for prefix in ("mostly ", "all ", "ud-", "torch."):
        word = word.removeprefix(prefix)
    plain = _without_remark(word)
    if plain is None:
        return None
    if plain.upper() in GGUF_TYPES:
        return plain.upper()
    return _SAME_AS.get(plain) or _with_number(plain)


def _without_remark(word: str) -> str | None:
    """Without what llama.cpp adds after a dash (`- Medium`, `- 4.25 bpw`), words joined by `_`."""
    head, _, remark = (part.strip() for part in word.partition(" - "))
    if remark in _SIZES:
        head = "q2_k" if (head, remark) == ("q2_k", "medium") else head + _SIZES[remark]
    elif remark and not remark.endswith(("bpw", "bpw ternary")):
        return None
    return _SEPARATORS.sub("_", head)


def _with_number(word: str) -> str | None:
    if match := _BITS.fullmatch(word):
        return f"{match[1]}bit"
    if match := _METHOD.fullmatch(word):
        return f"{match[1].upper()}-{match[2]}bit"
    if match := _EXLLAMA.fullmatch(word):
        return f"{match[1].upper()}-{float(match[2])}bpw"
    return None
