"""Heard: a reply of a server that is read only when somebody wants to know what it says."""

import asyncio
from functools import cached_property
from typing import Any

import attrs

from aggregator.errors import PollError
from aggregator.http_client import Reply
from aggregator.servers.foreign_json import read_json
from aggregator.servers.server_kind import Answer

READ_ON_THE_LOOP_BYTES = 65_536
"""Reading more would hold up every request for milliseconds."""

_TEXT_BYTES = 1_000


@attrs.frozen(slots=False)
class Heard:
    """A reply and, read once, the answer in it."""

    reply: Reply

    @cached_property
    def answer(self) -> Answer:
        """What it says; a body that is no JSON has a beginning, and no document."""
        try:
            document = read_json(self.reply.body)
        except PollError:
            document = None
        beginning = self.reply.body[:_TEXT_BYTES].decode("utf-8", "replace")
        return Answer(self.reply.status, self.reply.headers, document, beginning)

    @property
    def document(self) -> Any:
        """The JSON value.

        Raises:
            PollError: kind `bad_answer`, when it is no JSON.
        """
        document = self.answer.document
        return read_json(self.reply.body) if document is None else document


async def read(*replies: Heard) -> None:
    """Make their answers known, without holding up the loop."""
    if sum(len(heard.reply.body) for heard in replies) > READ_ON_THE_LOOP_BYTES:
        await asyncio.to_thread(_read_all, replies)
    else:
        _read_all(replies)


def _read_all(replies: tuple[Heard, ...]) -> None:
    for heard in replies:
        _ = heard.answer
