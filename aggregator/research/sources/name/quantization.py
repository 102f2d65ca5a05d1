"""The quantization that a name spells out."""

import re

from aggregator.data.quantization import normalise_quantization

_GGUF = re.compile(
    r"(?<![a-z0-9])(q4_0_[48]_[48]|i?q[1-8][_-]k(?:[_-][a-z]{1,3})?|iq[1-6]_[a-z]{1,3}|t?q[1-8]_[01]|mxfp4_moe)"
    r"(?!_?[a-z0-9])"
)
_OTHER = re.compile(
    r"(?<![a-z0-9])(b?f16|fp16|f32|fp32|fp[48]|nvfp4|mxfp[48](?!_moe)|nf4|w[48]a(?:4|8|16))(?![a-z0-9])"
)
_METHOD = re.compile(r"(?<![a-z0-9])(awq|gptq|bnb|exl[23])(?![a-z0-9])")
_BITS = re.compile(r"(?<![a-z0-9.])(?:int([48])|([2-8])[-_ ]?bits?)(?![a-z0-9])")
_WEIGHT_BITS = re.compile(r"(?<![a-z0-9])w([48])a(?:4|8|16)(?![a-z0-9])")
_BITS_PER_WEIGHT = re.compile(r"(?<![a-z0-9.])([0-9]{1,2}(?:\.[0-9]{1,3})?)bpw(?![a-z0-9])")
_MIXED = re.compile(r"(?<![a-z])mix(?:ed)?(?![a-z])|int[48]mix")


def quantization_of(stem: str, tag: str = "") -> str | None:
    """The quantization in a name; the tag is the nearer statement. None when it is not said, or said in two ways."""
    return _said_in(tag.lower()) or _said_in(stem.lower())


def _said_in(text: str) -> str | None:
    methods = {match[1] for match in _METHOD.finditer(text)}
    if _MIXED.search(text) or len(methods) > 1:
        return None
    if methods:
        return _by_method(methods.pop(), text)
    written = [match[1] for pattern in (_GGUF, _OTHER) for match in pattern.finditer(text)]
    written += [match[0].replace(" ", "-") for match in _BITS.finditer(text)]
    return _only({normalised for word in written if (normalised := normalise_quantization(word))})


def _by_method(method: str, text: str) -> str | None:
    if _GGUF.search(text):
        return None
    if method.startswith("exl"):
        sizes = {match[1] for match in _BITS_PER_WEIGHT.finditer(text)}
        return normalise_quantization(f"{method} {size}bpw" if (size := _only(sizes)) else method)
    bits = {match[1] or match[2] for match in _BITS.finditer(text)} | {
        match[1] for match in _WEIGHT_BITS.finditer(text)
    }
    if not bits:
        return normalise_quantization(method)
    return normalise_quantization(f"{method}-{number}bit") if (number := _only(bits)) else None


def _only(found: set[str]) -> str | None:
    return found.pop() if len(found) == 1 else None
