"""Every outgoing request ends in time and in size, goes where it was sent and nowhere else, and keeps its secrets."""

import asyncio
import errno
import gzip
import os
import socket
import ssl
import traceback
import tracemalloc
from pathlib import Path

import aiohttp
import pytest
from aioresponses import aioresponses

from aggregator.data.provider import Auth, AuthMethod, Tls
from aggregator.data.secret import Secret
from aggregator.http_client import USER_AGENT, HttpClient, HttpError, Limits, auth_headers
from scripts.fleet.fault_replies import BOMB_BYTES, GOOD_BODY
from scripts.fleet.faults import FAULT_WORDS, OK, FaultyProvider
from tests.factories import bearer

KEY = "sk-CANARY"
URL = "http://desk.test/v1/models"
SELF_SIGNED = Path(__file__).parent / "tls/self_signed.pem"
SHORT = Limits(timeout_seconds=0.3, max_body_bytes=1_000_000)
LONG = Limits(timeout_seconds=20, max_body_bytes=1_000_000)


@pytest.fixture
async def client():
    async with HttpClient() as client:
        yield client


@pytest.fixture
def wire():
    """Stands in for the network: for what can't be had from a socket on this machine."""
    with aioresponses() as wire:
        yield wire


async def failure_of(fetching):
    with pytest.raises(HttpError) as caught:
        await fetching
    return caught.value


def connection_key(url=URL, ssl=True):
    host = url.split("/")[2]
    return aiohttp.client_reqrep.ConnectionKey(host, 443, True, ssl, None, None, None)


# ---- what comes back


async def test_a_whole_answer_is_given_with_lower_case_header_names(client):
    async with FaultyProvider(OK) as provider:
        reply = await client.fetch("GET", provider.url + "/v1/models", limits=LONG)
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, GOOD_BODY, "application/json")
    with pytest.raises(TypeError):
        reply.headers["x"] = "y"


@pytest.mark.parametrize("word", ["status_401", "status_404", "status_500", "status_503_loading", "redirect"])
async def test_an_error_status_is_an_answer_like_any_other(word, client):
    async with FaultyProvider(word) as provider:
        reply = await client.fetch("GET", provider.url, limits=LONG)
    assert reply.status >= 300


async def test_requests_say_who_they_are_and_what_they_want(client):
    async with FaultyProvider(OK) as provider:
        await client.fetch("GET", provider.url, limits=LONG, headers=auth_headers(bearer(KEY)))
        assert provider.headers["user-agent"] == USER_AGENT
        assert provider.headers["accept"] == "application/json"
        assert provider.headers["authorization"] == f"Bearer {KEY}"
        assert provider.headers["host"] == provider.url.removeprefix("http://")


async def test_a_body_is_sent_as_json(client, wire):
    wire.post(URL, payload={"ok": True})
    reply = await client.fetch("POST", URL, limits=LONG, json={"model": "qwen3:8b"})
    assert reply.body == b'{"ok": true}'
    ((call,),) = wire.requests.values()
    assert call.kwargs["json"] == {"model": "qwen3:8b"}
    assert call.kwargs["allow_redirects"] is False


async def test_cookies_are_not_kept(client, wire):
    wire.get(URL, headers={"Set-Cookie": "session=CANARY"}, repeat=True)
    for _ in range(2):
        await client.fetch("GET", URL, limits=LONG)
    assert not list(client._session.cookie_jar)


# ---- size


async def test_a_body_may_be_as_large_as_the_limit_and_no_larger(client):
    async with FaultyProvider(OK) as provider:
        exact = Limits(20, len(GOOD_BODY))
        assert (await client.fetch("GET", provider.url, limits=exact)).body == GOOD_BODY
        error = await failure_of(client.fetch("GET", provider.url, limits=Limits(20, len(GOOD_BODY) - 1)))
    assert (error.kind, str(error)) == ("too_large", f"the answer is larger than {len(GOOD_BODY) - 1} bytes")


async def test_the_size_is_counted_after_decompression(client):
    body = gzip.compress(bytes(2_000_000))
    assert len(body) < 10_000

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        assert len((await client.fetch("GET", url, limits=Limits(20, 2_000_000))).body) == 2_000_000
        assert (await failure_of(client.fetch("GET", url, limits=Limits(20, 1_999_999)))).kind == "too_large"


async def test_a_gzip_bomb_never_fills_the_memory(client):
    async with FaultyProvider("gzip_bomb") as provider:
        tracemalloc.start()
        try:
            error = await failure_of(client.fetch("GET", provider.url, limits=LONG))
            _, peak_bytes = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert error.kind == "too_large"
    assert peak_bytes < BOMB_BYTES / 10


async def test_a_list_without_end_is_cut_off(client):
    async with FaultyProvider("long_list") as provider:
        assert (await failure_of(client.fetch("GET", provider.url, limits=LONG))).kind == "too_large"


# ---- time


@pytest.mark.parametrize("word", ["hang", "drip"])
async def test_the_time_is_that_of_the_whole_answer(word, client):
    async with FaultyProvider(word) as provider:
        error = await failure_of(client.fetch("GET", provider.url, limits=SHORT))
    assert (error.kind, str(error)) == ("timeout", "no whole answer within 0.3 s")


async def test_servers_that_hang_do_not_make_others_wait(client):
    async with FaultyProvider("hang") as hanging, FaultyProvider(OK) as good, asyncio.TaskGroup() as group:
        waiting = [group.create_task(client.fetch("GET", hanging.url, limits=LONG)) for _ in range(150)]
        async with asyncio.timeout(10):
            while hanging.connections < len(waiting):
                await asyncio.sleep(0)
        assert (await client.fetch("GET", good.url, limits=LONG)).status == 200
        for task in waiting:
            task.cancel()


async def test_a_request_that_is_cancelled_ends(client):
    async with FaultyProvider("hang") as provider:
        task = asyncio.create_task(client.fetch("GET", provider.url, limits=LONG))
        async with asyncio.timeout(10):
            while not provider.calls:
                await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# ---- where it goes


async def test_redirects_are_not_followed_and_the_key_goes_nowhere_else(client):
    async with FaultyProvider("redirect") as provider:
        reply = await client.fetch("GET", provider.url, limits=LONG, headers=auth_headers(bearer(KEY)))
        assert reply.status == 307
        assert provider.calls.total() == 1
        assert provider.other_origin_calls == {}


async def test_the_proxy_of_the_environment_is_not_used(client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with FaultyProvider(OK) as provider:
        assert (await client.fetch("GET", provider.url, limits=LONG)).status == 200


# ---- how failures are told


@pytest.mark.parametrize(
    ("word", "kind", "message"),
    [
        ("refuse", "refused", "connection refused"),
        ("close", "closed", "the connection was closed without an answer"),
        ("reset", "closed", "the answer broke off or could not be decoded"),
        ("short_length", "closed", "the answer broke off or could not be decoded"),
        ("wrong_encoding", "closed", "the answer broke off or could not be decoded"),
        ("not_http", "bad_http", "the answer is not valid HTTP"),
    ],
)
async def test_a_broken_answer_is_told_in_words_for_people(word, kind, message, client):
    async with FaultyProvider(word) as provider:
        error = await failure_of(client.fetch("GET", provider.url, limits=LONG))
    assert (error.kind, str(error)) == (kind, message)


@pytest.mark.parametrize(
    ("exception", "kind", "message"),
    [
        (
            aiohttp.ClientConnectorDNSError(connection_key(), socket.gaierror(-2, "Name or service not known")),
            "dns",
            "the host name is not known",
        ),
        (
            aiohttp.ClientConnectorCertificateError(connection_key(), ssl.SSLCertVerificationError("self-signed")),
            "tls",
            "the certificate or the TLS handshake was refused",
        ),
        (
            aiohttp.ClientConnectorError(connection_key(), OSError(errno.EHOSTUNREACH, "x")),
            "refused",
            os.strerror(errno.EHOSTUNREACH).lower(),
        ),
        (aiohttp.ClientConnectorError(connection_key(), OSError("several")), "refused", "no connection"),
        (aiohttp.ServerDisconnectedError(), "closed", "the connection was closed without an answer"),
        (aiohttp.ClientOSError(errno.ECONNRESET, "x"), "closed", "the connection failed: connection reset by peer"),
        (aiohttp.ClientPayloadError(KEY), "closed", "the answer broke off or could not be decoded"),
        (TimeoutError(), "timeout", "no whole answer within 20 s"),
        (aiohttp.ConnectionTimeoutError(), "timeout", "no whole answer within 20 s"),
        (aiohttp.InvalidURL(f"http://me:{KEY}@"), "bad_http", "the answer is not valid HTTP"),
        (ValueError(KEY), "bad_http", "the answer is not valid HTTP"),
        (OSError(errno.EMFILE, "x"), "closed", "the connection failed: too many open files"),
        (aiohttp.ClientError(KEY), "closed", "the connection failed (ClientError)"),
    ],
)
async def test_an_error_of_the_network_is_told_in_own_words(exception, kind, message, client, wire):
    wire.get(URL, exception=exception)
    error = await failure_of(client.fetch("GET", URL, limits=LONG))
    assert (error.kind, str(error)) == (kind, message)
    assert KEY not in "".join(traceback.format_exception(error))


async def test_a_server_that_does_not_speak_tls_is_told_so(client):
    async def serve(_reader, writer):
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        error = await failure_of(client.fetch("GET", url, limits=LONG))
    assert (error.kind, error.before_the_request) == ("tls", True)


@pytest.mark.parametrize(("word", "before"), [("refuse", True), ("close", False), ("hang", False)])
async def test_it_is_known_whether_the_server_can_have_read_the_request(word, before, client):
    async with FaultyProvider(word) as provider:
        error = await failure_of(client.fetch("GET", provider.url, limits=SHORT if word == "hang" else LONG))
    assert error.before_the_request == before


@pytest.mark.parametrize("word", FAULT_WORDS)
async def test_no_error_holds_a_key_a_header_or_a_query(word, client):
    async with FaultyProvider(word) as provider:
        headers = {**auth_headers(bearer(KEY)), "x-api-key": KEY}
        try:
            await client.fetch("GET", f"{provider.url}/?key={KEY}", limits=SHORT, headers=headers)
        except HttpError as error:
            shown = "".join(traceback.format_exception(error))
            assert KEY not in f"{shown} {error!r}"  # noqa: PT017 - most faults are answers


async def test_a_header_that_cannot_be_sent_is_an_error_without_its_text(client):
    async with FaultyProvider(OK) as provider:
        headers = {"Authorization": f"Bearer {KEY}\r\nx: y"}
        error = await failure_of(client.fetch("GET", provider.url, limits=LONG, headers=headers))
        assert provider.calls == {}
    assert (error.kind, KEY in str(error)) == ("bad_http", False)


# ---- TLS


@pytest.mark.parametrize(
    ("content", "message"), [(None, "no such file"), (b"not a certificate", "ca_file can't be used")]
)
async def test_a_ca_file_that_cannot_be_used_is_an_error_that_names_it(content, message, client, tmp_path):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    error = await failure_of(client.fetch("GET", "https://desk.test", limits=LONG, tls=Tls(ca_file=file)))
    assert error.kind == "tls"
    assert message in str(error).lower()


@pytest.mark.parametrize(
    ("tls", "given"), [(Tls(), True), (Tls(verify=False), False), (Tls("no-such-file.pem", verify=False), False)]
)
async def test_certificates_are_checked_unless_the_operator_switched_it_off(tls, given, client, wire):
    wire.get(URL)
    await client.fetch("GET", URL, limits=LONG, tls=tls)
    ((call,),) = wire.requests.values()
    assert call.kwargs["ssl"] is given


@pytest.fixture
async def tls_url():
    """A real server with a certificate that it signed itself."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
        await writer.drain()
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(SELF_SIGNED)
    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_a_certificate_that_nobody_vouches_for_is_refused(client, tls_url):
    error = await failure_of(client.fetch("GET", tls_url, limits=LONG))
    assert (error.kind, str(error)) == ("tls", "the certificate or the TLS handshake was refused")


@pytest.mark.parametrize("tls", [Tls(ca_file=SELF_SIGNED), Tls(verify=False)])
async def test_a_certificate_is_taken_with_its_ca_file_or_without_checks(tls, client, tls_url):
    assert (await client.fetch("GET", tls_url, limits=LONG, tls=tls)).body == b"[]"


async def test_a_ca_file_is_read_once(client, tls_url, tmp_path):
    file = tmp_path / "ca.pem"
    file.write_bytes(SELF_SIGNED.read_bytes())
    for _ in range(2):
        assert (await client.fetch("GET", tls_url, limits=LONG, tls=Tls(ca_file=file))).status == 200
        file.unlink(missing_ok=True)


# ---- credentials


@pytest.mark.parametrize(
    ("auth", "model", "headers"),
    [
        (Auth(), None, {}),
        (Auth(), "qwen3:8b", {}),
        (Auth(AuthMethod.MODEL_NAME), None, {}),
        (Auth(AuthMethod.MODEL_NAME), "qwen3:8b", {"Authorization": "Bearer qwen3:8b"}),
        (Auth(AuthMethod.BEARER, Secret("k")), None, {"Authorization": "Bearer k"}),
        (Auth(AuthMethod.BEARER, Secret("k")), "qwen3:8b", {"Authorization": "Bearer k"}),
        (Auth(AuthMethod.X_API_KEY, Secret("k")), None, {"x-api-key": "k"}),
        (Auth(AuthMethod.X_API_KEY, Secret("k")), "qwen3:8b", {"x-api-key": "k"}),
    ],
)
def test_credentials_become_headers(auth, model, headers):
    assert auth_headers(auth, model) == headers
