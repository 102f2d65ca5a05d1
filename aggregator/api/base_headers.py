"""The headers that every answer carries."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BASE_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Server": "llm-aggregator",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    }
)
"""`Server` names no version; the rest keeps browsers from making more of an answer than it is."""
