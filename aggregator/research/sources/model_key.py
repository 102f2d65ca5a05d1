"""The key under which two spellings of one model id meet."""

import re
from typing import Final

from aggregator.data.foreign_text import LONGEST_ID
from aggregator.data.quantization import normalise_quantization

_ROUTES: Final = frozenset({"", "latest", "free", "nitro", "floor", "exacto", "online", "extended", "thinking", "beta"})
"""Tags that choose a version or a way, not another model."""

_FORMATS: Final = frozenset({"gguf", "mlx", "awq", "gptq", "exl2", "exl3", "bnb"})
_LAST_WORD: Final = re.compile(r"(.+)[-.]([^-.]+)")


def model_key(name: str) -> str:
    """The last part of the path in lower case, without tag, quantization and file ending.

    A tag that may be a size stays, joined by `-`: `qwen3:8b` is `qwen3-8b`, never whatever is called just `qwen3`.
    """
    last = name[:LONGEST_ID].strip().lower().rpartition("/")[2]
    stem, tag, *_ = *re.split("[:@]", last, maxsplit=1), ""
    key = stem if tag in _ROUTES else f"{stem}-{tag}"
    while (match := _LAST_WORD.fullmatch(key)) and _says_only_how_it_is_stored(match[2]):
        key = match[1]
    return key


def _says_only_how_it_is_stored(word: str) -> bool:
    return word in _FORMATS or normalise_quantization(word) is not None
