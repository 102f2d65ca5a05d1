"""ChatReply: what an OpenAI-compatible server answers to a chat completion request."""

import re
from typing import Any, Final

import attrs

from aggregator.errors import ResearchError
from aggregator.http_client import Reply
from aggregator.research.sources.brain.json_in_text import parsed
from aggregator.research.sources.brain.refusal import Refusal, refusal_from
from aggregator.retry_after import retry_after_seconds

_UNKNOWN_PATH = re.compile(r"unexpected endpoint", re.IGNORECASE)
_MOST_TOKENS: Final = 10**9


@attrs.frozen
class ChatReply:
    """The content of the first choice; the reasoning beside it is never read, only that there was some."""

    content: str
    finish_reason: str
    has_reasoning: bool
    tokens_in: int
    tokens_out: int

    @property
    def is_cut(self) -> bool:
        """Whether a limit ended the answer; such an answer is not taken even where its JSON is whole."""
        return self.finish_reason == "length"

    @property
    def is_thoughts_only(self) -> bool:
        """Whether the limit was eaten by thinking."""
        return not self.content and self.has_reasoning


def read_chat(reply: Reply, secret: str, now: float) -> ChatReply | Refusal:
    """Read an HTTP answer of any status.

    Raises:
        ResearchError: it is neither a chat completion nor an error that tells something.
    """
    body = reply.body.decode("utf-8-sig", "replace")
    try:
        document = parsed(body)
    except ValueError:
        document = None
    status = _status_meant(reply.status, document)
    if not 200 <= status < 300:
        wait = retry_after_seconds(reply.headers.get("retry-after"), now)
        return refusal_from(status, document, body, secret, wait)
    return _completion(document)


def _status_meant(status: int, document: Any) -> int:
    """Some gateways send errors with HTTP 200, the true status inside or nowhere."""
    if not 200 <= status < 300:
        return status
    match document:
        case {"error": error} if error:
            return _status_in(error)
        case {"choices": [{"error": error}, *_]} if error:
            return _status_in(error)
        case {"object": "error"}:
            return _status_in(document)
        case _:
            return status


def _status_in(error: Any) -> int:
    match error:
        case {"code": int(code)} if 400 <= code < 600:
            return code
        case {"code": str(code)} if re.fullmatch("[45][0-9]{2}", code):
            return int(code)
        case str() if _UNKNOWN_PATH.search(error):
            return 404
        case _:
            return 400


def _completion(document: Any) -> ChatReply:
    match document:
        case {"choices": [{"message": {**message}, **choice}, *_]}:
            usage = document.get("usage")
            return ChatReply(
                content=_text_of(message.get("content")).strip(),
                finish_reason=str(choice.get("finish_reason") or ""),
                has_reasoning=bool(message.get("reasoning") or message.get("reasoning_content")),
                tokens_in=_tokens(usage, "prompt_tokens"),
                tokens_out=_tokens(usage, "completion_tokens"),
            )
        case None:
            raise ResearchError("the server's answer is not JSON")
        case _:
            raise ResearchError("the server's answer is no chat completion")


def _text_of(content: Any) -> str:
    """The text of a content, which some gateways send in parts."""
    match content:
        case str():
            return content
        case [*parts]:
            return "".join(_text_of_part(part) for part in parts)
        case _:
            return ""


def _text_of_part(part: Any) -> str:
    match part:
        case str():
            return part
        case {"type": "text" | "output_text", "text": str(text)}:
            return text
        case _:
            return ""


def _tokens(usage: Any, name: str) -> int:
    match usage:
        case dict() if isinstance(count := usage.get(name), int):
            return min(max(int(count), 0), _MOST_TOKENS)
        case _:
            return 0
