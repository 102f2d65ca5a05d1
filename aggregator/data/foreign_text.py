"""Text from outside is cleaned once, at the border, by the functions here."""

import re
import unicodedata

LONGEST_ID = 256
"""Characters of a model id; longer ones are refused."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_WHITE = re.compile(r"\s+")


def is_usable_id(value: object) -> bool:
    """Whether a provider's model id can stand in the catalogue verbatim.

    It must be a text of 1 to 256 characters, not blank, without control characters and lone surrogates.
    """
    return (
        isinstance(value, str) and 0 < len(value) <= LONGEST_ID and not _CONTROL.search(value) and bool(value.strip())
    )


def one_line(text: str, limit: int = 300) -> str:
    """A foreign text as one line of at most `limit` characters, without control, format or surrogate characters.

    Format characters (category Cf) include the bidirectional overrides that make a text show something it does not say.
    """
    normal = unicodedata.normalize("NFC", _WHITE.sub(" ", text[: 8 * limit]))
    kept = "".join(character for character in normal if unicodedata.category(character) not in {"Cc", "Cf", "Cs"})
    kept = _WHITE.sub(" ", kept).strip()
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"
