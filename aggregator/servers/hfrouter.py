"""Hugging Face's router: each model of the Hub with the hosts that serve it, which may differ in all they offer."""

from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import at, hub_repo, listed_in, modalities, records, words_where
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_CAPABILITIES = {"supports_tools": "tools", "supports_structured_output": "structured_output"}


class HfRouterKind(ServerKind):
    """What hosts offer is a fact only where all that are live say the same."""

    kind = ProviderKind.HFROUTER

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        return Likeness.SURE if listed and all(map(_is_own, listed)) else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            yield Described(described.entry, _facts(described.entry))


def _is_own(card: dict[str, Any]) -> bool:
    match card:
        case {"id": str() as name, "owned_by": str() as owner, "architecture": dict(), "providers": [*hosts]} if hosts:
            named = hub_repo(name) is not None and name.startswith(f"{owner}/")
            return named and all(isinstance(host, dict) and {"provider", "status"} <= host.keys() for host in hosts)
    return False


def _facts(card: Mapping[str, Any]) -> dict[str, object]:
    hosts = [host for host in records(card.get("providers")) if host.get("status") == "live"]
    input_ = modalities(at(card, "architecture", "input_modalities"))
    output = modalities(at(card, "architecture", "output_modalities"))
    return {
        "hub_repo": hub_repo(card.get("id")),
        "types": _types(input_ or (), output or ()),
        "input_modalities": input_,
        "output_modalities": output,
        "capabilities": words_where(**{word: _agreed(hosts, key) for key, word in _CAPABILITIES.items()}),
        "served_context_length": _agreed(hosts, "context_length"),
        "price_input": _agreed(hosts, "pricing", "input"),
        "price_output": _agreed(hosts, "pricing", "output"),
    }


def _types(input_: tuple[str, ...], output: tuple[str, ...]) -> tuple[str, ...]:
    if output != ("text",) or "text" not in input_:
        return ()
    return ("vlm",) if "image" in input_ else ("llm",)


def _agreed(hosts: list[Mapping[str, Any]], *path: str) -> float | None:
    """The number or flag that all of them say."""
    values = [at(host, *path) for host in hosts]
    same = bool(values) and all(isinstance(value, int | float) and value == values[0] for value in values)
    return values[0] if same else None
