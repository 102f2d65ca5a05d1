"""AnsweringFetch: a Fetch that knows an answer for each URL, and remembers what it was asked."""

import json
from types import MappingProxyType

from aggregator.http_client import Reply


class AnsweringFetch:
    """`answers` holds by URL a Reply, an exception, or a list of those, of which the last one serves for ever."""

    def __init__(self, answers=None):
        self.answers = dict(answers or {})
        self.requests = []

    async def __call__(self, method, url, *, limits, headers=MappingProxyType({}), json=None, tls=None):
        self.requests.append((url, dict(headers)))
        answer = self.answers.get(url, Reply(404, MappingProxyType({}), b""))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def urls(self):
        return [url for url, _ in self.requests]


def reply(body=b"", status=200, **headers):
    """A Reply; anything but bytes and text is written as JSON."""
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    return Reply(
        status, MappingProxyType({name.replace("_", "-").lower(): value for name, value in headers.items()}), raw
    )
