"""A brain that says what a test wrote down, and what is needed to ask it."""

import json
from pathlib import Path

import attrs

from aggregator.data.batch import Batch, Question
from aggregator.data.endpoint import Endpoint
from aggregator.data.model_detail import NOTHING_KNOWN
from aggregator.data.provider import Auth
from aggregator.data.subject import Subject
from aggregator.http_client import Reply
from aggregator.research.sources.brain import BrainCounts, BrainSource
from aggregator.settings.settings import BrainSettings

NOW = 1_790_000_000.0  # 2026-09-21
WIRE = Path(__file__).parents[3] / "wire"


def wire(path):
    return (WIRE / path).read_bytes()


def reply(body, status=200, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, raw)


def says(content, finish_reason="stop", **message):
    """A chat completion; anything but a text is written as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish_reason}
    return reply({"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 20}})


def entry(number, name, **values):
    return {"key": f"m{number}", "name": name, **values}


class ScriptedFetch:
    """Answers with the given replies in turn, the last one for ever; an exception is raised."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.requests = []

    async def __call__(self, method, url, *, limits, headers=None, json=None, tls=None):
        self.requests.append({"method": method, "url": url, "limits": limits, "headers": headers, "json": json})
        answer = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def bodies(self):
        return [request["json"] for request in self.requests]


class Books(BrainCounts):
    """Counts, and keeps what it was told."""

    def __init__(self):
        super().__init__()
        self.started, self.ended = [], []

    def call_started(self, call):
        super().call_started(call)
        self.started.append(call)

    def call_finished(self, call, end):
        super().call_finished(call, end)
        self.ended.append((call, end))

    @property
    def outcomes(self):
        return [end.outcome for _, end in self.ended]


def settings(auth=Auth(), **changes):
    return attrs.evolve(BrainSettings(Endpoint.parse("http://brain.test:11434"), "qwen3:8b", auth), **changes)


def brain(fetch, ledger=None, **changes):
    return BrainSource(settings(**changes), fetch, lambda: NOW, 15, ledger or BrainCounts())


def batch(*names, known=NOTHING_KNOWN):
    return Batch(7, "brain", tuple(Question(Subject(name), name, known=known) for name in names))


async def ask(fetch, *names, **changes):
    """What is found, as plain values by name."""
    found = await brain(fetch, **changes).research(batch(*names))
    return {topic.name: detail.values() for topic, detail in found.items()}
