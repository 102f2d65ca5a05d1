"""YAML for other programs: written so that every text comes back as the same text."""

from typing import Any

import yaml


def yaml_text(document: Any) -> bytes:
    """Block style, in the order given; anything that could be read as something else is quoted by the library."""
    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1_000)
    return text.encode()
