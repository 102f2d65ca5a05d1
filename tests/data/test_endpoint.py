"""A URL is cut into what the catalogue shows; one that can't be used is refused without repeating it."""

import string

import pytest
import yarl
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.endpoint import Endpoint

GOOD = {
    "http://10.7.2.100:8080": ("http://10.7.2.100", 8080, "http://10.7.2.100:8080"),
    "http://10.7.2.100:8080/": ("http://10.7.2.100", 8080, "http://10.7.2.100:8080"),
    "http://10.7.2.100:8080/v1": ("http://10.7.2.100", 8080, "http://10.7.2.100:8080"),
    "http://10.7.2.100:8080/v1/": ("http://10.7.2.100", 8080, "http://10.7.2.100:8080"),
    "HTTP://Desk.LAN": ("http://desk.lan", 80, "http://desk.lan"),
    "https://llm.lan": ("https://llm.lan", 443, "https://llm.lan"),
    "https://llm.lan:443": ("https://llm.lan", 443, "https://llm.lan:443"),
    "http://llm.lan/desk": ("http://llm.lan/desk", 80, "http://llm.lan/desk"),
    "http://llm.lan/desk/v1": ("http://llm.lan/desk", 80, "http://llm.lan/desk"),
    "http://llm.lan:81/desk//": ("http://llm.lan/desk", 81, "http://llm.lan:81/desk"),
    "http://[::1]:8080/v1": ("http://[::1]", 8080, "http://[::1]:8080"),
    "https://openrouter.ai/api/v1": ("https://openrouter.ai/api", 443, "https://openrouter.ai/api"),
}

BAD = {
    "": "must begin with",
    "10.0.0.1:8080": "must begin with",
    "desk:8080": "must begin with",
    "ftp://desk": "must begin with",
    "http://": "has no host name",
    "http://:8080": "has no host name",
    "http:///v1": "has no host name",
    "http://desk:": "has no usable port",
    "http://desk:0": "has no usable port",
    "http://desk:65536": "has no usable port",
    "http://desk:http": "has no usable port",
    "http://desk:-1": "has no usable port",
    "http://desk?a=b": "must end after the path",
    "http://desk/#a": "must end after the path",
    "http://de sk": "has white space",
    "http://desk\n": "has white space",
    "http://de\x00sk": "has white space",
    "http://[::1": "is not a valid URL",
    "http://[desk]": "is not a valid URL",
    "http://de<sk": "has a host name that can't be one",
    "http://de%20sk": "has a host name that can't be one",
    "http://me@desk": "must not hold user:password@",
    "http://@desk": "must not hold user:password@",
}

WITH_A_PASSWORD = [
    "http://me:CANARY@desk",
    "http://CANARY@desk",
    "http://me:CANARY@desk:port",
    "http://me:CANARY@ex\u2100mple.com",
    "http://me:CANARY@[::1",
    "http://desk:CANARY",
    "http://desk:80:CANARY",
    "ftp://me:CANARY@desk",
    "http://me:CANARY@",
    "http://desk/?key=CANARY",
    "http://desk/ CANARY",
]


@pytest.mark.parametrize(("text", "parts"), GOOD.items())
def test_a_url_is_cut_into_its_parts(text, parts):
    endpoint = Endpoint.parse(text)
    assert (endpoint.url, endpoint.port, endpoint.root) == parts


@pytest.mark.parametrize(("text", "problem"), BAD.items())
def test_a_url_that_cannot_be_used_is_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        Endpoint.parse(text)


@pytest.mark.parametrize("text", WITH_A_PASSWORD)
def test_no_message_repeats_what_may_be_a_password(text):
    with pytest.raises(ValueError, match=r"^(has|must|is) ") as caught:
        Endpoint.parse(text)
    assert "CANARY" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_client_gets_the_base_url_with_v1():
    assert Endpoint.parse("http://desk:8080/llm/v1/").base_url == "http://desk:8080/llm/v1"


def test_the_default_name_of_a_provider_is_host_and_port():
    assert Endpoint.parse("https://desk/llm").host_and_port == "desk:443"
    assert Endpoint.parse("http://[::1]").host_and_port == "::1:80"


def test_only_https_is_tls():
    assert Endpoint.parse("https://desk").is_tls
    assert not Endpoint.parse("http://https.desk").is_tls


@given(st.text() | st.text("ab:/@[]%?#.\\1v℀²\x00 ").map("http://".__add__))
def test_any_text_is_an_endpoint_or_a_value_error_in_own_words(text):
    problem, endpoint = None, None
    try:
        endpoint = Endpoint.parse(text)
    except ValueError as error:
        problem = str(error)
    if endpoint is None:
        assert problem.startswith(("has ", "must ", "is "))
        return
    assert 1 <= endpoint.port <= 65535
    assert not endpoint.url.endswith("/")
    assert Endpoint.parse(endpoint.base_url) == endpoint


@given(
    st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=20),
    st.none() | st.integers(1, 65535),
    st.lists(st.text(string.ascii_letters + string.digits + "._~-", min_size=1), max_size=3),
)
def test_what_it_accepts_can_be_asked(host, port, path):
    text = f"http://{host}{'' if port is None else f':{port}'}{''.join(f'/{step}' for step in path)}"
    endpoint = Endpoint.parse(text)
    url = yarl.URL(f"{endpoint.root}/v1/models")
    assert (url.host, url.port) == (host, port or 80)
