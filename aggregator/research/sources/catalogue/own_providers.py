"""Which providers of a catalogue one of our providers is itself: theirs are its prices."""

from typing import Final
from urllib.parse import urlsplit

from aggregator.data.endpoint import Endpoint
from aggregator.data.provider import Provider, ProviderKind

Address = tuple[str, int]
"""Scheme, host and prefix; port."""

_NAMES: Final = {
    ProviderKind.OPENAI: ("openai",),
    ProviderKind.ANTHROPIC: ("anthropic",),
    ProviderKind.OPENROUTER: ("openrouter",),
    ProviderKind.MISTRAL: ("mistral",),
    ProviderKind.GROQ: ("groq",),
    ProviderKind.TOGETHER: ("togetherai", "together"),
    ProviderKind.DEEPSEEK: ("deepseek",),
    ProviderKind.GEMINI: ("google", "gemini"),
}
_HOSTS: Final = {
    "api.openai.com": ProviderKind.OPENAI,
    "api.anthropic.com": ProviderKind.ANTHROPIC,
    "openrouter.ai": ProviderKind.OPENROUTER,
    "api.mistral.ai": ProviderKind.MISTRAL,
    "api.groq.com": ProviderKind.GROQ,
    "api.together.xyz": ProviderKind.TOGETHER,
    "api.together.ai": ProviderKind.TOGETHER,
    "api.deepseek.com": ProviderKind.DEEPSEEK,
    "generativelanguage.googleapis.com": ProviderKind.GEMINI,
}
"""For providers whose kind is to be found out: entries with a client library of their own have no `api`."""


def address_of(api: object) -> Address | None:
    """What an `api` is compared by; None when it is no plain URL."""
    try:
        endpoint = Endpoint.parse(api) if isinstance(api, str) else None
    except ValueError:
        return None
    return (endpoint.url, endpoint.port) if endpoint else None


def cloud_names(provider: Provider) -> tuple[str, ...]:
    """The names that a catalogue may have for the cloud that this provider is; empty when it is none of those."""
    kind = provider.kind
    if kind is None and provider.endpoint.is_tls:
        kind = _HOSTS.get(urlsplit(provider.endpoint.url).hostname or "")
    return _NAMES.get(kind, ()) if kind is not None else ()
