"""Anthropic's cloud: a list in pages, with a header of its own."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import at, day, listed_in, text, whole, words_where
from aggregator.servers.server_kind import LIST_PATH, Answer, Answers, Described, Likeness, ServerKind

_VERSION_HEADER = "anthropic-version"
_FIRST_PAGE: Final = f"{LIST_PATH}?limit=1000"


class AnthropicKind(ServerKind):
    """Recognised by its refusal of a request without the header, or by its pages."""

    kind = ProviderKind.ANTHROPIC
    list_path = _FIRST_PAGE
    most_pages = 20
    headers = MappingProxyType({_VERSION_HEADER: "2023-06-01"})

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        refusal = text(at(answer.document, "error", "message")) or ""
        if answer.status == 400 and at(answer.document, "type") == "error" and _VERSION_HEADER in refusal:
            return Likeness.SURE
        listed = listed_in(answer)
        paged = isinstance(answer.document, dict) and {"has_more", "first_id", "last_id"} <= answer.document.keys()
        own = paged and listed and all(entry.get("type") == "model" and "display_name" in entry for entry in listed)
        return Likeness.SURE if own else Likeness.NO

    def next_page(self, document: Any) -> str | None:
        """See ServerKind."""
        last = text(at(document, "last_id"))
        if at(document, "has_more") is not True or last is None:
            return None
        return f"{_FIRST_PAGE}&after_id={quote(last, safe='')}"

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            yield Described(described.entry, _facts(described.entry))


def _facts(entry: Mapping[str, Any]) -> dict[str, object]:
    able = entry.get("capabilities")
    sees, reads_pdf = at(able, "image_input", "supported"), at(able, "pdf_input", "supported")
    return {
        "types": ("vlm",) if sees is True else None,
        "context_length": whole(entry.get("max_input_tokens")),
        "max_output_tokens": whole(entry.get("max_tokens")),
        "released": day(entry.get("created_at")),
        "capabilities": words_where(
            vision=sees,
            reasoning=at(able, "thinking", "supported"),
            structured_output=at(able, "structured_outputs", "supported"),
        ),
        "input_modalities": words_where(text=True, image=sees, pdf=reads_pdf) if sees or reads_pdf else None,
    }
