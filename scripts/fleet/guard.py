"""Guard: which requests to a simulated server need a key, and what the others are told."""

from typing import Any

import attrs
from aiohttp import web

from aggregator.data.provider import Auth, AuthMethod
from aggregator.data.secret import Secret

SIMULATED_KEY = "sk-simulated"
"""What servers that always need a key take unless they are given another one."""


@attrs.frozen
class Guard:
    """A key, and the paths that are open without it (`public`, and all that is not `below`); an empty key opens all.

    A server may read both headers or only one. A model name as key is checked by the server itself.
    """

    key: str = ""
    refusal: Any = None
    method: AuthMethod = AuthMethod.BEARER
    takes_both: bool = False
    below: str = "/"
    public: frozenset[str] = frozenset()

    @property
    def auth(self) -> Auth:
        """The credentials that a client needs."""
        needed = self.key or self.method is AuthMethod.MODEL_NAME
        return Auth(self.method, Secret(self.key)) if needed else Auth()

    def has_key(self, request: web.Request) -> bool:
        """Whether the request carries the key where this server looks for it."""
        found = {
            AuthMethod.BEARER: request.headers.get("Authorization", "").removeprefix("Bearer "),
            AuthMethod.X_API_KEY: request.headers.get("x-api-key", ""),
        }
        methods = found if self.takes_both else (self.method,)
        return any(found[method] == self.key for method in methods)

    def admits(self, request: web.Request) -> bool:
        """Whether the request may pass."""
        open_path = request.path in self.public or not request.path.startswith(self.below)
        return not self.key or open_path or self.has_key(request)
