"""Short ways to ask a server kind, and to ask a simulated server as a kind wants it asked."""

from contextlib import asynccontextmanager

import attrs

from aggregator.errors import PollError
from aggregator.http_client import HttpClient, Limits, auth_headers
from aggregator.servers.foreign_json import read_json
from aggregator.servers.listing_of import listing_of
from aggregator.servers.server_kind import LIST_PATH, Answer, Likeness
from scripts.fleet.fleet_server import FleetServer

NOW = 1_790_000_000.0


def good(document, **headers):
    """A 200 with that document."""
    return Answer(200, headers, document)


def listed(*entries, **headers):
    """A good OpenAI list of these entries."""
    return good({"object": "list", "data": list(entries)}, **headers)


def card(name, owner=None, **fields):
    """An entry as OpenAI writes it."""
    return {"id": name, "object": "model", **({} if owner is None else {"owned_by": owner}), **fields}


def facts(kind, document, **answers):
    """What a kind reads from a list document: values by name of the model; `answers` are documents by path."""
    by_path = {path: good(body) for path, body in answers.items()}
    listing = listing_of(kind, [document], by_path, 100, NOW).listing
    return {model.name: model.facts.values() for model in listing.models}


def only(found):
    """The one thing that there is."""
    (one,) = found.values()
    return one


@attrs.frozen
class Asker:
    """Asks a simulated server with its credentials."""

    http: HttpClient
    server: FleetServer

    async def __call__(self, path):
        """The answer to one GET."""
        reply = await self.http.fetch(
            "GET", self.server.url + path, limits=Limits(), headers=auth_headers(self.server.auth)
        )
        try:
            document = read_json(reply.body)
        except PollError:
            document = None
        return Answer(reply.status, reply.headers, document, reply.body[:1000].decode("utf-8", "replace"))

    async def is_taken_by(self, kind):
        """Whether a kind alone takes the server for its own."""
        likeness = kind.likeness(await self(LIST_PATH))
        if likeness is Likeness.MAYBE:
            matches = [probe.matches(await self(probe.path)) for probe in kind.probes]
            return bool(matches) and (any if kind.one_probe_is_enough else all)(matches)
        return likeness is Likeness.SURE

    async def facts(self, kind):
        """What a kind reads from the server: values by name of the model."""
        answers = {path: await self(path) for path in kind.more_paths}
        page = (await self(kind.list_path)).document
        listing = listing_of(kind, [page], answers, 100, NOW).listing
        return {model.name: model.facts.values() for model in listing.models}


@asynccontextmanager
async def simulated(app):
    """An Asker for a simulated server that runs meanwhile."""
    async with HttpClient() as http, FleetServer(app) as server:
        yield Asker(http, server)
