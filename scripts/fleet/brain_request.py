"""BrainRequest: what somebody asked the simulated brain, read leniently from a chat request."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

Asked = dict[str, Any]
_DEFAULT_FIELDS = ("key", "name", "summary", "types", "family", "publisher", "capabilities")


@attrs.frozen
class BrainRequest:
    """`models` are the objects of the list in the last user message; `fields` are what an entry shall hold."""

    model: str
    models: tuple[Asked, ...]
    fields: tuple[str, ...]
    response_format: str
    prompt_letters: int

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "BrainRequest":
        """Cut up the JSON body of a chat request."""
        messages = [message for message in body.get("messages") or [] if isinstance(message, dict)]
        texts = [_text(message.get("content")) for message in messages]
        asked = [text for message, text in zip(messages, texts, strict=True) if message.get("role") == "user"]
        wanted = body.get("response_format") or {}
        return cls(
            model=str(body.get("model", "")),
            models=_models_in(asked[-1] if asked else ""),
            fields=_fields_of(wanted) or _DEFAULT_FIELDS,
            response_format=str(wanted.get("type", "")),
            prompt_letters=sum(map(len, texts)),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the models that are asked about."""
        return tuple(str(model["name"]) for model in self.models)


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _models_in(text: str) -> tuple[Asked, ...]:
    for value in _arrays(text):
        models = tuple(item for item in value if isinstance(item, dict) and "name" in item)
        if models:
            return models
    return ()


def _arrays(text: str) -> Iterator[list[Any]]:
    decoder, start = json.JSONDecoder(), text.find("[")
    while start >= 0:
        try:
            value, _end = decoder.raw_decode(text, start)
            yield value
        except ValueError:  # a bracket in the prose
            pass
        start = text.find("[", start + 1)


def _fields_of(response_format: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys that a schema allows for an entry of `models`: a real server could not write others."""
    found: Any = response_format
    for step in ("json_schema", "schema", "properties", "models", "items", "properties"):
        found = found.get(step) if isinstance(found, dict) else None
    return tuple(found) if isinstance(found, dict) else ()
