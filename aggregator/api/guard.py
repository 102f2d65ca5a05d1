"""Guard: who may ask: the key, the Host and the Origin of each request."""

import hashlib
import hmac
import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp import web

from aggregator.api.problem import ProblemError
from aggregator.settings.settings import ServerSettings

READING = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_KNOWN_HOSTS = 256


class Guard:
    """Checks requests against the server settings; raises ProblemError where one may not pass."""

    def __init__(self, settings: ServerSettings) -> None:
        machine = socket.gethostname().lower()
        self.origins = frozenset(settings.cors_origins)
        self._names = {"localhost", settings.host.lower(), machine, f"{machine}.local"}
        self._names |= {name.lower() for name in settings.allowed_hosts}
        self._key = _digest(settings.api_key.reveal()) if settings.api_key else None
        self._anonymous_read = settings.anonymous_read
        self._known_hosts: set[str] = set()

    def check(self, request: web.BaseRequest, is_open: bool) -> None:
        """Raises 421 for a foreign Host, 403 for a foreign page that writes, 401 where a needed key is missing."""
        self.check_host(request)
        if request.method not in READING:
            self._check_origin(request)
        if self._key is not None and not is_open:
            self._check_key(request, self._key)

    def check_host(self, request: web.BaseRequest) -> None:
        """Raises 421 for a Host that is not this machine's: a page that rebinds its name reads nothing here."""
        hosts = request.headers.getall("Host", ())
        if len(hosts) == 1 and hosts[0] in self._known_hosts:
            return
        if len(hosts) != 1 or not self._is_own(hosts[0]):
            raise ProblemError(
                421, "This Host name is not one of this service; add it to server.allowed_hosts if it should be."
            )
        if len(self._known_hosts) < MOST_KNOWN_HOSTS:
            self._known_hosts.add(hosts[0])

    def _check_origin(self, request: web.BaseRequest) -> None:
        origin = request.headers.get("Origin")
        if origin is None or origin in self.origins:
            return
        if _netloc(origin) != request.headers.get("Host", "").strip().lower():
            raise ProblemError(403, "Pages of this Origin may not change anything here (server.cors_origins).")

    def _check_key(self, request: web.BaseRequest, right: bytes) -> None:
        if self._anonymous_read and request.method in READING:
            return
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        # Digests are of one length, so the comparison tells nothing of the key's.
        if scheme.lower() != "bearer" or not hmac.compare_digest(_digest(key.strip()), right):
            raise ProblemError(
                401, "This service wants a key: Authorization: Bearer <key>.", {"WWW-Authenticate": "Bearer"}
            )

    def _is_own(self, host: str) -> bool:
        # A rebinding attack needs a name: whoever uses an IP address means this machine.
        name = _host_name(host)
        return name in self._names or name.endswith(".localhost") or _is_address(name)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


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
