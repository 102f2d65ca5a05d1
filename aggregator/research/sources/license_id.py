"""One spelling for each licence: the SPDX id where there is one, else the word as people write it."""

from typing import Final

_SPDX: Final = {
    spdx.lower(): spdx
    for spdx in (
        *("Apache-2.0", "MIT", "ISC", "Zlib", "Unlicense", "WTFPL", "0BSD", "PostgreSQL", "Artistic-2.0", "ECL-2.0"),
        *("BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0", "MPL-2.0", "EPL-1.0", "EPL-2.0", "MS-PL"),
        *("GPL-2.0", "GPL-3.0", "LGPL-2.1", "LGPL-3.0", "AGPL-3.0", "EUPL-1.1", "EUPL-1.2", "OFL-1.1", "ODbL-1.0"),
        *("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-2.0", "CC-BY-NC-3.0"),
        *("CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-2.0"),
        *("CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0"),
    )
}
_SAYS_NOTHING: Final = frozenset({"", "other", "unknown", "none", "n/a", "custom"})
_LONGEST = 80


def license_id(text: object) -> str | None:
    """`apache-2.0` is `Apache-2.0`, `llama3.1` stays; None for no text, a whole licence text, and `other`."""
    if not isinstance(text, str) or len(text) > _LONGEST or "\n" in text:
        return None
    word = text.strip()
    return None if word.lower() in _SAYS_NOTHING else _SPDX.get(word.lower(), word)
