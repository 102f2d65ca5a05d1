"""The parameter counts that a name spells out."""

import re
from typing import Final

from aggregator.data.parameter_count import ParameterCount, parse_parameters

_BETWEEN_WORDS = re.compile(r"[^a-z0-9.]+")
_EXPERTS = re.compile(r"[0-9]{1,3}x[0-9.]{1,6}[bm]")
_EXPERTS_OF_ACTIVE = re.compile(r"[0-9]{1,3}e")
_DIGIT = re.compile(r"[0-9]")
_ONE_DIGIT_SIZE = re.compile(r"[0-9][bmt]")
_SMALLEST = 14_000_000  # "1M" and "10M" in names are context lengths
_TOKENS: Final = ("token", "tokens")


def parameters_of(slug: str) -> ParameterCount | None:
    """The counts in the part of a name behind its family; None when there are none, or contradicting ones.

    `slug` is in lower case. A size behind a lone digit (`2-7b`) may as well be 2.7B, so it counts for nothing.
    """
    words = [word.strip(".") for word in _BETWEEN_WORDS.split(slug)]
    if any(_EXPERTS.fullmatch(word) for word in words):
        return None
    sizes: list[int] = []
    trillions: list[int] = []
    actives: list[int] = []
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        count = parse_parameters(word)
        if count is None or after in _TOKENS:
            continue
        if count.active is not None:
            actives.append(count.active)
        elif _DIGIT.fullmatch(before) and _ONE_DIGIT_SIZE.fullmatch(word):
            return None
        elif count.total is not None and count.total >= _SMALLEST:
            (trillions if word.endswith("t") else sizes).append(count.total)
    sizes = sizes or trillions  # beside a size, "3T" counts the tokens of the training
    if any(_EXPERTS_OF_ACTIVE.fullmatch(word) for word in words):  # Llama 4's "17B-16E": 17B of them are active
        sizes, actives = [], actives + sizes
    return _agreed(sizes, actives)


def _agreed(sizes: list[int], actives: list[int]) -> ParameterCount | None:
    # two equal sizes are no agreement: T5Gemma's "2b-2b" are encoder and decoder
    if len(sizes) > 1 or len(actives) > 1 or not (sizes or actives):
        return None
    total, active = next(iter(sizes), None), next(iter(actives), None)
    if total is not None and active is not None and active > total:
        return None
    return ParameterCount(total, active)
