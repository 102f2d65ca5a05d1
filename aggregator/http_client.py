"""HttpClient: every outgoing request, with its limits of time, size and redirects."""

import asyncio
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Protocol

import aiohttp
import attrs

from aggregator import __version__
from aggregator.data.provider import Auth, AuthMethod, Tls
from aggregator.errors import AggregatorError

USER_AGENT = f"llm-aggregator/{__version__}"
_CHUNK_BYTES = 65_536


class HttpError(AggregatorError):
    """No whole answer came.

    `kind` is one of `timeout`, `refused`, `dns`, `tls`, `closed`, `too_large`, `bad_http`; the message is a phrase for
    people, without header, key or query.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    @property
    def before_the_request(self) -> bool:
        """Whether the server can't even have read the request."""
        return self.kind in {"refused", "dns", "tls"}


@attrs.frozen
class Reply:
    """A whole answer of any status; header names are lower-case, the body is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@attrs.frozen
class Limits:
    """`timeout_seconds` from connect to last byte; `max_body_bytes` counted after decompression."""

    timeout_seconds: float = 10.0
    max_body_bytes: int = 8_388_608


class Fetch(Protocol):
    """Sends one request and gives its whole answer; `HttpClient.fetch` is the real one, tests have their own."""

    async def __call__(
        self,
        method: str,
        url: str,
        *,
        limits: Limits,
        headers: Mapping[str, str] = MappingProxyType({}),
        json: Any = None,
        tls: Tls = Tls(),
    ) -> Reply:
        """Raises HttpError when no whole answer came; a redirect is an answer like any other."""
        ...


class HttpClient:
    """One ClientSession for the whole service. Made and used on the loop."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            # No limit: a request that waits for its turn behind servers that hang would run into its own timeout.
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
            timeout=aiohttp.ClientTimeout(total=None),
        )
        self._tls_contexts: dict[Path, ssl.SSLContext] = {}

    async def __aenter__(self) -> "HttpClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def fetch(
        self,
        method: str,
        url: str,
        *,
        limits: Limits,
        headers: Mapping[str, str] = MappingProxyType({}),
        json: Any = None,
        tls: Tls = Tls(),
    ) -> Reply:
        """Send one request; see Fetch."""
        try:
            async with (
                asyncio.timeout(limits.timeout_seconds),
                self._session.request(
                    method, url, headers=headers, json=json, ssl=self._tls_context(tls), allow_redirects=False
                ) as response,
            ):
                body = await _read(response, limits.max_body_bytes)
                lower = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status, MappingProxyType(lower), body)
        except TimeoutError:
            raise HttpError("timeout", f"no whole answer within {limits.timeout_seconds:.3g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _translated(error) from None

    def _tls_context(self, tls: Tls) -> ssl.SSLContext | bool:
        if not tls.verify or tls.ca_file is None:
            return tls.verify
        if tls.ca_file not in self._tls_contexts:
            try:
                self._tls_contexts[tls.ca_file] = ssl.create_default_context(cafile=tls.ca_file)
            except OSError as error:
                raise HttpError("tls", f"ca_file can't be used: {error.strerror or 'not a certificate'}") from None
        return self._tls_contexts[tls.ca_file]


def auth_headers(auth: Auth, model_name: str | None = None) -> dict[str, str]:
    """The headers that carry the credentials; `model_name` for a request that is about one model."""
    match auth.method:
        case AuthMethod.NONE:
            return {}
        case AuthMethod.MODEL_NAME:
            return {"Authorization": f"Bearer {model_name}"} if model_name else {}
        case AuthMethod.BEARER:
            return {"Authorization": f"Bearer {auth.key.reveal()}"}
        case AuthMethod.X_API_KEY:
            return {"x-api-key": auth.key.reveal()}


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    chunks, size = [], 0
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        size += len(chunk)
        if size > most:
            response.close()
            raise HttpError("too_large", f"the answer is larger than {most} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "no connection"


def _translated(error: Exception) -> HttpError:
    # Never the repr of the error itself: aiohttp's holds request headers.
    match error:
        case aiohttp.ClientConnectorDNSError():
            return HttpError("dns", "the host name is not known")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return HttpError("tls", "the certificate or the TLS handshake was refused")
        case aiohttp.ClientConnectorError():
            return HttpError("refused", _reason(error.os_error))
        case aiohttp.ServerDisconnectedError() | ConnectionResetError():
            return HttpError("closed", "the connection was closed without an answer")
        case aiohttp.ClientPayloadError():
            return HttpError("closed", "the answer broke off or could not be decoded")
        case aiohttp.ClientResponseError() | aiohttp.InvalidURL() | ValueError():
            return HttpError("bad_http", "the answer is not valid HTTP")
        case OSError():
            return HttpError("closed", f"the connection failed: {_reason(error)}")
        case _:
            return HttpError("closed", f"the connection failed ({type(error).__name__})")
