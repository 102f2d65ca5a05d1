"""Thoughts: what a reasoning model writes before its answer, in the notations that reach the content."""

import re

_TAG = re.compile(r"<(/?)(?:\w{1,20}:)?(?:think|thinking|thought|reasoning)>|\[(/?)THINK\]", re.IGNORECASE)
_CHANNEL = re.compile(r"<\|channel\|>")
_FINAL = re.compile(r"<\|channel\|>\s*final\b[^<]{0,40}(?:<\|constrain\|>[^<]{0,40})?<\|message\|>")


def without_thoughts(text: str) -> str | None:
    """The answer alone; None when the text ends before the thinking does."""
    if _CHANNEL.search(text):
        finals = list(_FINAL.finditer(text))
        return text[finals[-1].end() :] if finals else None
    kept: list[str] = []
    start, thinking = 0, False
    for tag in _TAG.finditer(text):
        if tag[1] or tag[2]:
            if not thinking:
                kept.clear()  # the opening tag stood in the prompt: all so far was thought
            start, thinking = tag.end(), False
        elif not thinking:
            kept.append(text[start : tag.start()])
            thinking = True
    return None if thinking else "".join([*kept, text[start:]])
