"""Gathering: the pages of a provider's list and the answers beside it, asked for side by side."""

import asyncio
import hashlib
from collections.abc import Mapping
from functools import cached_property

import attrs

from aggregator.discovery.acquaintance import Acquaintance
from aggregator.discovery.poll_requests import PollRequests
from aggregator.discovery.status_check import refuse_status
from aggregator.errors import PollError
from aggregator.servers.heard import Heard, read
from aggregator.servers.recognition import is_passing
from aggregator.servers.server_kind import LIST_PATH, Answers, ServerKind


@attrs.frozen(slots=False)
class Gathered:
    """What one poll brought; `others` by path, where there is an answer, an earlier one included."""

    kind: ServerKind
    pages: tuple[Heard, ...]
    others: Mapping[str, Heard]

    @cached_property
    def digest(self) -> bytes:
        """Stands for all bytes, and for how they are read."""
        total = hashlib.blake2b(self.kind.word.encode(), digest_size=16)
        for name, heard in (*(("", page) for page in self.pages), *sorted(self.others.items())):
            total.update(f"\0{name}\0{heard.reply.status}\0{len(heard.reply.body)}\0".encode())
            total.update(heard.reply.body)
        return total.digest()

    async def read(self, known: Acquaintance) -> Answers:
        """Read everything. What is no JSON where there once was some counts as not answered."""
        await read(*self.pages, *self.others.values())
        answers = {}
        for path, heard in self.others.items():
            answer = heard.answer
            if answer.ok and answer.document is not None:
                known.keep(path, heard)
            elif answer.status == 200 and answer.document is None and (kept := known.kept(path)) is not None:
                answer = kept.answer
            answers[path] = answer
        return answers

    @property
    def size(self) -> int:
        """Bytes of all answers."""
        return sum(len(heard.reply.body) for heard in (*self.pages, *self.others.values()))


async def gather(requests: PollRequests, kind: ServerKind, known: Acquaintance, first: Heard | None = None) -> Gathered:
    """Ask for all that a kind wants at each poll; `first` is what LIST_PATH said, if it was asked already.

    Raises:
        HttpError: no whole list came.
        PollError: the list was refused.
    """
    others = [asyncio.ensure_future(_other(requests, kind, path, known)) for path in kind.more_paths]
    try:
        pages = await _pages(requests, kind, first if asks_plainly(kind) else None)
        answered = [await other for other in others]
    finally:
        for other in others:
            other.cancel()
    return Gathered(kind, pages, {path: heard for path, heard in answered if heard is not None})


def asks_plainly(kind: ServerKind) -> bool:
    """Whether its list request is that of the generic kind."""
    return kind.list_path == LIST_PATH and not kind.headers


async def _pages(requests: PollRequests, kind: ServerKind, first: Heard | None) -> tuple[Heard, ...]:
    page = first or await requests.get_list(kind.list_path, kind.headers)
    refuse_status(page.reply, requests.now_wall)
    pages, asked = [page], {kind.list_path}
    while kind.most_pages > 1:
        await read(page)
        path = kind.next_page(page.document)
        if path is None or path in asked:  # a server that knows no pages says the same again and again
            break
        asked.add(path)
        if len(pages) == kind.most_pages:
            raise PollError("too_many", f"the list has more than {kind.most_pages} pages")
        page = await requests.get_list(path, kind.headers)
        refuse_status(page.reply, requests.now_wall)
        pages.append(page)
    return tuple(pages)


async def _other(requests: PollRequests, kind: ServerKind, path: str, known: Acquaintance) -> tuple[str, Heard | None]:
    heard = await _latest(requests, kind, path, known)
    if heard is not None and path in kind.instead:
        await read(heard)
        if not heard.answer.ok:
            path = kind.instead[path]
            heard = await _latest(requests, kind, path, known)
    return path, heard


async def _latest(requests: PollRequests, kind: ServerKind, path: str, known: Acquaintance) -> Heard | None:
    """The answer, or the last good one while a server has passing troubles."""
    heard = await requests.try_get(path, kind.headers)
    if heard is None or is_passing(heard.reply.status):
        known.failed(path)
        return known.kept(path)
    if heard.reply.status == 200:
        known.came(path)
    else:
        known.gone(path)
    return heard
