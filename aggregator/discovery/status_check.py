"""Which HTTP status of a list request means what."""

from aggregator.errors import PollError
from aggregator.http_client import Reply
from aggregator.retry_after import retry_after_seconds


def refuse_status(reply: Reply, now_wall: float) -> None:
    """Let only a 200 pass.

    Raises:
        PollError: `auth`, `rate_limited` (with Retry-After), `redirect`, `bad_answer` or `http_<status>`.
    """
    match reply.status:
        case 200:
            return
        case 401 | 403:
            raise PollError("auth", f"HTTP {reply.status}: the provider wants another key (auth_method, api_key)")
        case 429:
            seconds = retry_after_seconds(reply.headers.get("retry-after"), now_wall)
            raise PollError("rate_limited", "HTTP 429: asked too often", seconds)
        case status if 300 <= status < 400:
            raise PollError("redirect", f"HTTP {status}: redirects are not followed; put the final URL into the config")
        case status if 200 < status < 300:
            raise PollError("bad_answer", f"HTTP {status} without a model list")
        case 404 | 405:
            raise PollError(f"http_{reply.status}", f"HTTP {reply.status}: no /v1/models there; is the URL right?")
        case status:
            raise PollError(f"http_{status}", f"HTTP {status}")
