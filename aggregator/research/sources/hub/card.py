"""The first real paragraph of a model card (a README in Markdown), as one plain line."""

import re
from typing import Final

from aggregator.data.foreign_text import one_line

_LONGEST: Final = 500
_FEWEST_WORDS: Final = 6
MOST_READ: Final = 32_768

_FRONT_BLOCK = re.compile(r"\A\s*---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.{0,4000}?-->", re.DOTALL)
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_NO_PROSE = re.compile(r"^(?: {4}|\t| {0,3}(?:[#|>]|[-*+] |[0-9]{1,3}[.)] |\[[^\]]{1,80}\]: ))")
_RULER = re.compile(r"^\s*[-=*_ ]{2,}\s*$")
_BADGE = re.compile(r"\[?!\[[^\]\[]{0,300}\]\([^()\s]{0,500}[^()]{0,100}\)(?:\]\([^()\s]{0,500}\))?")
_LINK = re.compile(r"\[([^\]\[]{1,300})\]\([^()\s]{0,500}(?: \"[^\"]{0,100}\")?\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")


def first_paragraph(readme: str) -> str | None:
    """The first paragraph of prose, at most 500 characters; None when there is none.

    The YAML block in front, headings, lists, quotes, tables, code, images, badges and HTML are no prose.
    """
    text = readme[:MOST_READ].removeprefix("\ufeff").replace("\r\n", "\n")
    text = _COMMENT.sub("", _without_code(_FRONT_BLOCK.sub("", text, count=1)))
    for block in re.split(r"\n[ \t]*\n", text):
        paragraph = _prose(block)
        if len(_WORD.findall(paragraph)) >= _FEWEST_WORDS:
            return paragraph
    return None


def _without_code(text: str) -> str:
    kept, fence = [], ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and (not fence or fence == found[1]):
            fence = "" if fence else found[1]
            kept.append("")
        elif not fence:
            kept.append(line)
    return "\n".join(kept)


def _prose(block: str) -> str:
    lines = [line for line in block.split("\n") if line.strip()]
    if any(_RULER.match(line) or "|--" in line or "| --" in line for line in lines[1:]):  # a heading, or a table
        return ""
    text = "\n".join(line for line in lines if not _NO_PROSE.match(line) and not _RULER.match(line))
    if text.lstrip().startswith("<"):
        return ""
    text = _LINK.sub(r"\1", _BADGE.sub("", text))
    return one_line(_MARKS.sub("", _TAG.sub("", text)), _LONGEST)
