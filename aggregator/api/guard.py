"""Guard: who may ask: the key, the Host and the Origin of each request."""

import hmac
import ipaddress
import socket
from urllib.parse import urlsplit

import attrs
from aiohttp import web

from aggregator.api.problem import ProblemError
from aggregator.settings.settings import ServerSettings

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/"})
OPEN_PREFIX = "/static/"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@attrs.frozen
class Guard:
    """Checks a request against the server settings; raises ProblemError when it may not pass."""

    settings: ServerSettings
    own_names: frozenset[str]

    @classmethod
    def of(cls, settings: ServerSettings) -> "Guard":
        """With all the names under which this machine may be called."""
        machine = socket.gethostname().lower()
        names = {"localhost", settings.host.lower(), machine, f"{machine}.local"}
        return cls(settings, frozenset(names | {name.lower() for name in settings.allowed_hosts}))

    def check(self, request: web.Request) -> None:
        """Raises 421 for a foreign Host, 403 for a write from a foreign Origin, 401 without the key."""
        self._check_host(request)
        if request.method not in READING:
            self._check_origin(request)
        if self.settings.api_key and not self._is_open(request):
            self._check_key(request)

    def allows_origin(self, origin: str) -> bool:
        """Whether pages of that origin may read the API."""
        return origin in self.settings.cors_origins

    def _check_host(self, request: web.Request) -> None:
        if not self._is_own(request.headers.get("Host", "")):
            raise ProblemError(
                421, "This Host name is not one of this service; add it to server.allowed_hosts if it should be."
            )

    def _is_own(self, host: str) -> bool:
        # A rebinding attack needs a name: whoever uses an IP address means this machine.
        name = _host_name(host)
        return name in self.own_names or name.endswith(".localhost") or _is_address(name)

    def _check_origin(self, request: web.Request) -> None:
        origin = request.headers.get("Origin")
        if origin is None or self.allows_origin(origin):
            return
        if urlsplit(origin).netloc.lower() != request.headers.get("Host", "").lower():
            raise ProblemError(403, "Pages of this Origin may not change anything here (server.cors_origins).")

    def _is_open(self, request: web.Request) -> bool:
        if request.path in OPEN_PATHS or request.path.startswith(OPEN_PREFIX):
            return True
        return self.settings.anonymous_read and request.method in READING

    def _check_key(self, request: web.Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        right = self.settings.api_key.reveal().encode()
        if scheme.lower() != "bearer" or not hmac.compare_digest(key.strip().encode("utf-8", "surrogateescape"), right):
            raise ProblemError(
                401, "This service wants a key: Authorization: Bearer <key>.", {"WWW-Authenticate": "Bearer"}
            )


def _host_name(host: str) -> str:
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0] if name.count(":") == 1 else name


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
