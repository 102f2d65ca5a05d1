"""Faulty HTTP answers: status, headers and body as raw bytes, by the word of the fault."""

import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from scripts.fleet.fault_bodies import LIST_FAULTS, entry, listing
from scripts.fleet.wire_files import wire_text

RETRY_AFTER_SECONDS = 2
BOMB_BYTES = 300_000_000
_JSON = "application/json"
_PIECE_BYTES = 1_000_000
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
_LAST_DEFLATE_BLOCK = b"\x03\x00"
GOOD_BODY: Final = listing(entry("good-model"), entry("other-model"))


def http_reply(status: int, body: bytes, media_type: str = _JSON, **headers: str) -> bytes:
    """A whole answer that ends the connection; an underscore in a header's name stands for a hyphen."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Type: {media_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    lines += ["Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def bomb() -> bytes:
    """300 MB of zeros, gzipped by repeating one compressed piece: small to send, quick to make."""
    piece = bytes(_PIECE_BYTES)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    count, checksum = BOMB_BYTES // _PIECE_BYTES, 0
    for _ in range(count):
        checksum = zlib.crc32(piece, checksum)
    tail = checksum.to_bytes(4, "little") + BOMB_BYTES.to_bytes(4, "little")
    return _GZIP_HEAD + packed * count + _LAST_DEFLATE_BLOCK + tail


def unauthorized(authorization: str) -> bytes:
    """A 401 that says aloud what it was sent."""
    body = f'{{"error": {{"message": "Invalid credentials: {authorization}", "code": 401}}}}'
    return http_reply(401, body.encode(errors="replace"))


def redirect(target: str) -> bytes:
    """A redirect to somewhere else."""
    return http_reply(307, b"", Location=target)


def _error(status: int, **headers: str) -> bytes:
    return http_reply(status, f'{{"error": {{"message": "fault {status}", "code": {status}}}}}'.encode(), **headers)


def _in_a_while() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=RETRY_AFTER_SECONDS), usegmt=True)


def _list_reply(body: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: http_reply(200, body())


REPLY_FAULTS: Final[Mapping[str, Callable[[], bytes]]] = MappingProxyType(
    {
        **{word: _list_reply(body) for word, body in LIST_FAULTS.items()},
        "short_length": lambda: http_reply(200, GOOD_BODY, Content_Length=str(len(GOOD_BODY) + 100)),
        "html_200": lambda: http_reply(200, b"<!DOCTYPE html><title>Sign in</title>", "text/html"),
        "empty_200": lambda: http_reply(200, b""),
        "status_204": lambda: b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
        "status_403": lambda: _error(403),
        "status_404": lambda: _error(404),
        "status_429_seconds": lambda: _error(429, Retry_After=str(RETRY_AFTER_SECONDS)),
        "status_429_date": lambda: _error(429, Retry_After=_in_a_while()),
        "status_429_absurd": lambda: _error(429, Retry_After="99999999999999"),
        "status_429_nonsense": lambda: _error(429, Retry_After="soon"),
        "status_500": lambda: http_reply(500, b"Internal Server Error", "text/plain"),
        "status_503_loading": lambda: http_reply(503, wire_text("llamacpp/loading_503.json").encode()),
        "gzip_bomb": lambda: http_reply(200, bomb(), Content_Encoding="gzip"),
        "wrong_encoding": lambda: http_reply(200, GOOD_BODY, Content_Encoding="gzip"),
        "not_http": lambda: b"SSH-2.0-OpenSSH_9.9\r\n",
    }
)
