"""Licences: from the full text that a server sends (or its short name) to an SPDX-like id."""

import re
from typing import Final

_BEGINNING = 4_000
"""Every licence names itself at its beginning."""

_LONGEST_ID = 40

_MARKS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), spdx)
    for pattern, spdx in (
        (r"apache license,?\s*version 2\.0|licensed under the apache license", "Apache-2.0"),
        (r"\bmit license\b|permission is hereby granted, free of charge, to any person", "MIT"),
        (r"llama 4 community license", "llama4"),
        (r"llama 3\.3 community license", "llama3.3"),
        (r"llama 3\.2 community license", "llama3.2"),
        (r"llama 3\.1 community license", "llama3.1"),
        (r"llama 3 community license", "llama3"),
        (r"llama 2 community license", "llama2"),
        (r"gemma terms of use", "gemma"),
        (r"deepseek license agreement", "deepseek"),
        (r"qwen research license", "qwen-research"),
        (r"tongyi qianwen license|qwen license agreement", "qwen"),
        (r"attribution-noncommercial 4\.0|cc[- ]by[- ]nc[- ]4\.0", "CC-BY-NC-4.0"),
        (r"attribution-sharealike 4\.0|cc[- ]by[- ]sa[- ]4\.0", "CC-BY-SA-4.0"),
        (r"attribution 4\.0 international|cc[- ]by[- ]4\.0", "CC-BY-4.0"),
        (r"gnu affero general public license\s*version 3", "AGPL-3.0"),
        (r"gnu general public license\s*version 3", "GPL-3.0"),
        (r"bigcode open(?: |-)?rail", "bigcode-openrail-m"),
        (r"redistribution and use in source and binary forms[\s\S]*neither the name", "BSD-3-Clause"),
    )
)

_SPELLINGS: Final = {
    spdx.lower(): spdx
    for spdx in (
        *("Apache-2.0", "MIT", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0", "BSD-2-Clause", "BSD-3-Clause"),
        *("GPL-3.0", "AGPL-3.0", "LGPL-3.0", "MPL-2.0", "Unlicense", "ISC"),
    )
}

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_NOT_AN_ID: Final = frozenset({"other", "unknown", "none"})


def license_id(said: object) -> str | None:
    """The id of a licence from its text or its id; None for a licence that is not known here.

    Where the beginning of a text names several, the one that it names first is its own.
    """
    if not isinstance(said, str):
        return None
    word = said.strip()
    if _ID.fullmatch(word) and len(word) <= _LONGEST_ID:
        return None if word.lower() in _NOT_AN_ID else _SPELLINGS.get(word.lower(), word)
    beginning = word[:_BEGINNING]
    found = [(match.start(), spdx) for mark, spdx in _MARKS if (match := mark.search(beginning))]
    return min(found)[1] if found else None
