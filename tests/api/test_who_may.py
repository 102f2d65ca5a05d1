"""Who may: every route × {no key, wrong key, right key, foreign Host, foreign Origin}, CORS, and the other doors."""

import asyncio

import pytest
from aiohttp import web

from aggregator.api.connections import Connections
from aggregator.settings.settings import ServerSettings
from tests.fakes.catalogue import row
from tests.fakes.http_service import KEY, serving, with_key

GETS = (
    *("/api/models", "/api/models/desk/a", "/v1/models", "/v1/models/a", "/api/providers", "/api/providers/desk"),
    *("/api/research", "/api/changes", "/api/events", "/api/export/csv", "/metrics", "/openapi.json"),
)
OPEN = ("/healthz", "/readyz", "/")
POSTS = {"/api/refresh": b"{}", "/api/research": b'{"provider": "desk", "name": "a"}'}
RIGHT = {"Authorization": f"Bearer {KEY}"}
WRONG = ({}, {"Authorization": "Bearer sk-wrong"}, {"Authorization": KEY}, {"Authorization": f"Basic {KEY}"})
METHODS = [*(("GET", path) for path in GETS), *(("POST", path) for path in POSTS)]
ALWAYS = ("X-Content-Type-Options", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy")


async def status_of(service, method, path, **headers):
    """The status alone: an event stream has no end."""
    async with service.session.request(method, service.url + path, headers=headers, data=POSTS.get(path)) as response:
        assert all(name in response.headers for name in ALWAYS)
        assert response.headers["Server"] == "llm-aggregator"
        return response.status


def test_the_matrix_covers_every_route_there_is():
    async def paths():
        async with serving() as service:
            return {route.path for route in service.edge.routes}

    covered = {path.replace("/desk/a", "/{provider}/{name}") for path in (*GETS, *OPEN, *POSTS)}
    covered = {path.replace("/v1/models/a", "/v1/models/{id}").replace("/desk", "/{name}") for path in covered}
    covered = {path.replace("/export/csv", "/export/{format}") for path in covered} | {"/static/{file}"}
    assert covered == asyncio.run(paths())


async def test_with_a_key_set_every_route_wants_it_but_the_open_ones():
    async with serving(with_key()) as service:
        service.catalogue.put(row("a"))
        for method, path in METHODS:
            for headers in WRONG:
                assert await status_of(service, method, path, **headers) == 401, (path, headers)
            assert await status_of(service, method, path, **RIGHT) in {200, 202}, path
        for path in OPEN:
            assert await status_of(service, "GET", path) == 200
        assert await status_of(service, "GET", "/static/index.html") == 200
        assert await status_of(service, "GET", "/nowhere") == 401
        assert await status_of(service, "GET", "/nowhere", **RIGHT) == 404


async def test_with_anonymous_read_only_a_write_wants_the_key():
    async with serving(with_key(anonymous_read=True)) as service:
        service.catalogue.put(row("a"))
        for method, path in METHODS:
            assert await status_of(service, method, path) == (200 if method == "GET" else 401), path
            assert await status_of(service, method, path, **RIGHT) in {200, 202}, path


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8888", "localhost.evil.example", "127.0.0.1.nip.io", ""]
)
async def test_a_foreign_host_is_misdirected_on_every_route(host):
    async with serving(with_key()) as service:
        service.catalogue.put(row("a"))
        for method, path in (*METHODS, *(("GET", path) for path in OPEN)):
            assert await status_of(service, method, path, Host=host, **RIGHT) == 421, path


@pytest.mark.parametrize("host", ["localhost:1", "[::1]:8888", "10.1.2.3", "LOCALHOST", "a.localhost", "llm.lan"])
async def test_own_names_and_addresses_pass(host):
    async with serving(ServerSettings(port=0, allowed_hosts=("llm.lan",))) as service:
        assert await status_of(service, "GET", "/api/models", Host=host) == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", "http://[", "file://"])
async def test_a_foreign_origin_reads_without_cors_and_never_writes(origin):
    async with serving(with_key()) as service:
        service.catalogue.put(row("a"))
        for method, path in METHODS:
            expected = {403} if method == "POST" else {200}
            assert await status_of(service, method, path, Origin=origin, **RIGHT) in expected, path
        response = await service.get("/api/models", Origin=origin, **RIGHT)
        assert not [name for name in response.headers if name.startswith("Access-Control")]


async def test_the_own_page_may_write():
    async with serving() as service:
        assert (await service.post("/api/refresh", b"{}", Origin=service.url)).status == 202


async def test_a_listed_origin_reads_and_writes_after_asking():
    async with serving(with_key(cors_origins=("http://ui.lan",))) as service:
        asked = {"Origin": "http://ui.lan", "Access-Control-Request-Method": "POST"}
        preflight = await service.request("OPTIONS", "/api/refresh", asked)
        assert preflight.status == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == "http://ui.lan"
        assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
        response = await service.get("/api/models", Origin="http://ui.lan", **RIGHT)
        assert response.headers["Access-Control-Allow-Origin"] == "http://ui.lan"
        assert "Origin" in response.headers["Vary"]
        assert (await service.post("/api/refresh", b"{}", Origin="http://ui.lan", **RIGHT)).status == 202
        other = await service.request("OPTIONS", "/api/refresh", {**asked, "Origin": "http://evil.example"})
        assert other.status == 401
        assert "Access-Control-Allow-Origin" not in other.headers
        plain = await service.get("/api/models", **RIGHT)
        assert "Origin" in plain.headers["Vary"]


async def test_without_the_list_nobody_gets_an_answer_to_a_preflight():
    async with serving() as service:
        asked = {"Origin": "http://ui.lan", "Access-Control-Request-Method": "GET"}
        assert (await service.request("OPTIONS", "/api/models", asked)).status == 405


async def test_another_method_is_told_which_are_possible():
    async with serving() as service:
        response = await service.request("DELETE", "/api/research")
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD, POST")


async def test_head_is_get_without_the_body():
    async with serving() as service:
        service.catalogue.put(row("a"))
        for path in (*GETS, *OPEN):
            head = await service.request("HEAD", path)
            assert (head.status, head.body) == (200, b""), path
        get, head = await service.get("/api/models"), await service.request("HEAD", "/api/models")
    assert {name: head.headers[name] for name in ("ETag", "Content-Length")} == {
        name: get.headers[name] for name in ("ETag", "Content-Length")
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 65_537, 413),
        (b"{", 400),
        (b"[]", 400),
        (b'{"provider": 1}', 400),
        (b'{"colour": "red"}', 400),
        (b'{"provider": "nowhere"}', 404),
        (b'{"provider": null}', 202),
        (b"", 202),
    ],
)
async def test_a_body_is_read_strictly(body, status):
    async with serving() as service:
        assert (await service.post("/api/refresh", body)).status == status


@pytest.mark.parametrize("path", ["/api/refresh", "/api/models", "/v1/models", "/nowhere"])
async def test_a_body_that_is_too_large_is_refused_wherever_it_is_sent(path):
    async with serving() as service:
        assert (await service.post(path, b"x" * 65_537)).status == 413


async def test_a_wish_reaches_the_actors():
    async with serving() as service:
        service.catalogue.put(row("a/b"))
        assert (await service.post("/api/research", b'{"provider": "desk", "name": "a/b"}')).status == 202
        assert (await service.post("/api/research", b'{"provider": "desk", "name": "c"}')).status == 404
        assert (await service.post("/api/refresh", b'{"provider": "desk"}')).status == 202
        assert service.others.refreshed == ["desk"]
        assert service.catalogue.asked_again == [("a/b", "desk"), ("c", "desk")]


@pytest.mark.parametrize("rubbish", [b"\x16\x03\x01\x00", b"GET / HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nA" * 9_000])
async def test_what_is_no_http_is_answered_and_does_no_harm(rubbish):
    async with serving() as service:
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(rubbish + b"\r\n\r\n")
        answer = await reader.read(400)
        writer.close()
        assert b"aiohttp" not in answer
        assert (await service.get("/healthz")).status == 200


async def test_errors_of_v1_have_the_form_of_openai():
    async with serving(with_key()) as service:
        missing = await service.json("/v1/models/none", **RIGHT)
        nameless = await service.json("/v1/models")
    assert missing["error"]["code"] == "model_not_found"
    assert nameless["error"]["type"] == "authentication_error"


async def test_one_connection_too_many_is_turned_away():
    async def never(_request):
        raise AssertionError

    server = await asyncio.get_running_loop().create_server(Connections(never, most=1), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    _first, kept = await asyncio.open_connection("127.0.0.1", port)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert (await reader.read()).startswith(b"HTTP/1.1 503")
    for each in (kept, writer):
        each.close()
        await each.wait_closed()
    server.close()


async def test_a_client_that_does_not_read_is_cut_off():
    async def much(_request):
        return web.Response(body=b"x" * 32_000_000)

    connections = Connections(much)
    server = await asyncio.get_running_loop().create_server(connections, "127.0.0.1", 0)
    _reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1], limit=1)
    writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    while not any(each.transport.get_write_buffer_size() for each in connections.connections):
        await asyncio.sleep(0)
    while len(connections):
        connections.cut_off_stuck()  # the first time it is remembered, the second time it is the end
        await asyncio.sleep(0)
    writer.close()
    server.close()
