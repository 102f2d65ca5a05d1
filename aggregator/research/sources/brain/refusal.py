"""Refusal: a server that answers, but not the question; what it says, and what that means for the batch."""

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from aggregator.data.foreign_text import one_line
from aggregator.errors import ResearchError, SourceUnavailable

_CONTEXT = re.compile(
    r"context[ _-]?(length|size|window)|maximum context"
    r"|prompt is too long|too many tokens|max(imum)?[ _]total[ _]tokens",
    re.IGNORECASE,
)
_ACCESS = re.compile(r"api[ _-]?key|unauthori[sz]ed|authenticat|credential", re.IGNORECASE)
_NO_MODEL = re.compile(r"model_not_found|(no such|unknown) model|model\b.{0,100}\b(not found|not exist)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_UNAVAILABLE: Final = frozenset({401, 402, 403, 404, 405, 407, 410, 429, 503, 529})
_LONGEST_MESSAGE = 200
_LONGEST_TEXT = 2000


@attrs.frozen
class Refusal:
    """`status` as meant (a 200 may carry an error), `message` for people, `text` with type, code and parameter too."""

    status: int
    message: str
    text: str
    retry_after_seconds: float | None = None

    @property
    def is_about_context(self) -> bool:
        """Whether the request was too long for the model."""
        return bool(_CONTEXT.search(self.text))

    @property
    def is_about_access(self) -> bool:
        """Whether the server does not know who asks."""
        return self.status in {401, 403} or bool(_ACCESS.search(self.text))

    def error(self) -> ResearchError:
        """SourceUnavailable when it would have said that to any batch, else ResearchError: a smaller one may do."""
        what = "redirects are not followed" if 300 <= self.status < 400 else self.message
        message = one_line(f"HTTP {self.status}: {what}" if what else f"HTTP {self.status}", _LONGEST_MESSAGE)
        for_anybody = self.status in _UNAVAILABLE or 300 <= self.status < 400
        hidden_in_400 = self.status == 400 and (self.is_about_access or bool(_NO_MODEL.search(self.text)))
        if for_anybody or (hidden_in_400 and not self.is_about_context):
            return SourceUnavailable(message, self.retry_after_seconds)
        return ResearchError(message)


def refusal_from(status: int, document: Any, body: str, secret: str, retry_after_seconds: float | None) -> Refusal:
    """Read an error in any of the forms in which servers write it; `document` is None when `body` is not JSON.

    `secret` is taken out, should the server repeat it.
    """
    parts = _parts(document) or [_TAG.sub(" ", body[: 2 * _LONGEST_TEXT])]
    message, *rest = [_clean(part, secret) for part in parts]
    return Refusal(status, message, " ".join([message, *rest]), retry_after_seconds)


def redacted(text: str, secret: str) -> str:
    """The text without the key."""
    return text.replace(secret, "***") if secret else text


def _clean(text: str, secret: str) -> str:
    # Twice: cleaning may join what control characters had parted.
    return redacted(one_line(redacted(text, secret), _LONGEST_TEXT), secret)


def _parts(document: Any) -> list[str]:
    """The message first, then type, code and parameter as far as they are told; nothing for a form nobody knows."""
    match document:
        case [{"error": _} as first, *_] | {"choices": [{"error": _} as first, *_]}:
            return _parts(first)
        case {"error": {"message": str(message), **rest}}:
            return [message, *_words(rest)]
        case {"error": str(message)} | {"detail": str(message)} | {"message": str(message)}:
            return [message, *_words(document)]
        case {"detail": [*faults]}:
            return ["; ".join(_fault(fault) for fault in faults[:5])]
        case {"error": {**rest}}:
            return [" ".join(_words(rest))]
        case _:
            return []


def _words(fields: Mapping[Any, Any]) -> list[str]:
    return [str(fields[name]) for name in ("type", "code", "param") if isinstance(fields.get(name), str | int)]


def _fault(fault: Any) -> str:
    match fault:
        case {"loc": [*place], "msg": str(message)}:
            return f"{'.'.join(str(step) for step in place)}: {message}"
        case {"msg": str(message)}:
            return message
        case _:
            return fault if isinstance(fault, str) else "?"
