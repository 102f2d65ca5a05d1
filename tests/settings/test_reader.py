"""What a good file means."""

import pytest

from aggregator.data.endpoint import Endpoint
from aggregator.data.provider import Auth, AuthMethod, Provider, ProviderKind
from aggregator.data.secret import Secret
from aggregator.errors import ConfigError
from aggregator.settings.reader import BUILT_IN_SOURCES, read_settings
from aggregator.settings.settings import (
    CatalogueSettings,
    HubSettings,
    ResearchSettings,
    ServerSettings,
    Settings,
    StoreSettings,
)


@pytest.fixture
def read(tmp_path):
    def read_text(text, environ=None, **more):
        path = tmp_path / "aggregator.yaml"
        path.write_text(text, encoding="utf-8")
        return read_settings(path, environ or {}, **more).settings

    return read_text


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "---\n", "null", "server:\npolling:\nstore:\nbrain:\nproviders:\n"]
)
def test_an_empty_file_or_section_means_the_defaults(read, tmp_path, text):
    assert read(text) == Settings(store=StoreSettings(path=tmp_path / "state/aggregator.db"))


def test_a_key_with_nothing_behind_it_means_its_default(read):
    assert read("server:\n  port:\n  host: ~\n").server == ServerSettings()


def test_an_empty_section_of_a_source_switches_it_on(read):
    assert read("research: {hub: , catalogue: }").research == ResearchSettings(
        hub=HubSettings(), catalogue=CatalogueSettings()
    )


def test_a_provider_has_all_that_was_written(read, tmp_path):
    (tmp_path / "ca.pem").touch()
    text = """
providers:
  - url: https://10.7.2.100:8443/desk/v1/
    name: llama.cpp
    auth_method: x-api-key
    api_key: ${KEY}
    kind: llamacpp
    public_url: http://llm.lan/desk
    ca_file: ca.pem
    verify: off
    files: models
"""
    (provider,) = read(text, {"KEY": "canary"}).providers
    assert provider.endpoint == Endpoint("https://10.7.2.100/desk", 8443, "https://10.7.2.100:8443/desk")
    assert provider.name == "llama.cpp"
    assert provider.auth == Auth(AuthMethod.X_API_KEY, Secret("canary"))
    assert provider.kind is ProviderKind.LLAMACPP
    assert provider.shown.root == "http://llm.lan/desk"
    assert (provider.tls.ca_file, provider.tls.verify) == (tmp_path / "ca.pem", False)
    assert provider.files == tmp_path / "models"
    assert "canary" not in repr(provider)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://a", "a:80"),
        ("https://a.b/c/v1", "a.b:443"),
        ("http://[::1]:8080", "::1:8080"),
        ("http://[fe80::1%25eth0]:1", "fe80::1-25eth0:1"),
        ("http://bücher", "b-cher:80"),
    ],
)
def test_a_provider_without_a_name_is_called_by_host_and_port(read, url, name):
    assert read(f'providers: [{{url: "{url}"}}]').providers == (Provider(name, Endpoint.parse(url)),)


@pytest.mark.parametrize("key", ['""', "${NO_KEY:-}", "${EMPTY}", "~", ""])
@pytest.mark.parametrize("method", ["", "model=api-key"])
def test_an_empty_key_is_none(read, key, method):
    (provider,) = read(
        f'providers:\n- url: http://a\n  auth_method: "{method}"\n  api_key: {key}', {"EMPTY": ""}
    ).providers
    assert provider.auth == Auth(AuthMethod(method))


def test_a_key_file_lies_beside_the_config_and_is_watched(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/a").write_text("\n the-key \r\n")
    path = tmp_path / "aggregator.yaml"
    path.write_text(
        "server: {api_key_file: keys/a, host: 0.0.0.0}\n"
        "brain: {url: http://a, model: m, auth_method: bearer, api_key: '', api_key_file: keys/a}"
    )
    read = read_settings(path, {})
    assert read.settings.server.api_key == Secret("the-key")
    assert read.settings.brain.auth == Auth(AuthMethod.BEARER, Secret("the-key"))
    assert read.files == (path, tmp_path / "keys/a", tmp_path / "keys/a")


@pytest.mark.parametrize(
    ("value", "environ", "port"),
    [
        ("${PORT:-8888}", {}, 8888),
        ("${PORT:-8888}", {"PORT": ""}, 8888),
        ("${PORT:-8888}", {"PORT": "99"}, 99),
        ('"${PORT}"', {"PORT": "99"}, 99),
        ("${A}${B}", {"A": "8", "B": "0"}, 80),
        ("${PORT:-}", {}, ServerSettings().port),
        ("0x50", {}, 80),
        ("1_024", {}, 1024),
    ],
)
def test_a_variable_works_as_the_type_of_its_field(read, value, environ, port):
    assert read(f"server:\n  port: {value}\n", environ).server.port == port


def test_a_variable_works_as_a_boolean(read):
    assert read("server: {anonymous_read: ${OPEN}}", {"OPEN": "yes"}).server.anonymous_read is True


def test_a_number_in_a_variable_is_a_text_where_a_text_is_wanted(read):
    text = "brain: {url: http://a, model: ${MODEL}, auth_method: bearer, api_key: ${KEY}}"
    brain = read(text, {"MODEL": "NO", "KEY": "0123"}).brain
    assert (brain.model, brain.auth.key.reveal()) == ("NO", "0123")


def test_variables_work_between_brackets_and_braces(read):
    text = "research: {hub: {url: https://huggingface.co/, token: ${HF_TOKEN:-}, ttl_seconds: ${TTL:-60}}}"
    assert read(text).research.hub == HubSettings(ttl_seconds=60)
    text = "server: {allowed_hosts: [${A}, ${B:-b.lan}, ${C:-}], port: ${P:-1}}"
    assert read(text, {"A": "a.lan"}).server.allowed_hosts == ("a.lan", "b.lan")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a $$ b", "a $ b"),
        ("$${A}", "${A}"),
        ("$$${A}", "$1"),
        ("$A $", "$A $"),
        ("${A}-${B:-x, y: [z] # $$}-${A}", "1-x, y: [z] # $-1"),
        ("'${B:-it''s}'", "it's"),
        ('"${B:-a\\tb}"', "a\tb"),
        ("|\n    two\n    ${A}s", "two\n1s"),
    ],
)
def test_what_stands_in_a_text_after_expansion(read, written, meant):
    text = f"brain:\n  url: http://a\n  model: m\n  system_prompt: {written}"
    assert read(text, {"A": "1"}).brain.system_prompt == meant


def test_a_variable_never_brings_in_yaml(read):
    hostile = "x\n  temperature: 2\nserver: {port: 1} # &a *a ${B} $$"
    settings = read("brain:\n  url: http://a\n  model: m\n  system_prompt: ${A}\n", {"A": hostile, "B": "b"})
    assert settings.brain.system_prompt == hostile
    assert settings.server == ServerSettings()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", '"::1"'])
def test_this_machine_alone_needs_no_key(read, host):
    assert read(f"server: {{host: '{host.strip(chr(34))}'}}").server.host == host.strip('"')


@pytest.mark.parametrize("more", ["api_key: k", "anonymous_read: true"])
def test_other_machines_need_a_key_or_leave(read, more):
    assert read(f"server: {{host: 0.0.0.0, {more}}}").server.host == "0.0.0.0"


def test_a_door_is_only_judged_when_its_parts_are_known(read):
    with pytest.raises(ConfigError) as caught:
        read("server: {host: 0.0.0.0, api_key: ${UNSET}}")
    assert len(caught.value.problems) == 1


def test_origins_are_kept_as_browsers_send_them(read):
    origins = "[HTTP://UI.lan:80, https://ui.lan:8443, tauri://localhost, 'http://[::1]:3000']"
    assert read(f"server: {{cors_origins: {origins}}}").server.cors_origins == (
        "http://ui.lan",
        "https://ui.lan:8443",
        "tauri://localhost",
        "http://[::1]:3000",
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("store: {}", "state/aggregator.db"),
        ("store: {path: }", "state/aggregator.db"),
        ("store: {url: ${U:-}}", "state/aggregator.db"),
        ("store: {path: a/b.db}", "a/b.db"),
        ("store: {path: /a/b.db}", "/a/b.db"),
        ('store: {path: ""}', None),
        ("store: {path: ${P:-}}", None),
    ],
)
def test_where_the_store_lies(read, tmp_path, text, path):
    assert read(text).store == StoreSettings(path=tmp_path / path if path else None)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_engine_stands_in_for_the_file(read, scheme):
    store = read(f"store: {{path: '', url: '{scheme}://me:canary@db/a'}}").store
    assert store == StoreSettings(url=Secret(f"{scheme}://me:canary@db/a"))
    assert "canary" not in repr(store)


def test_sources_are_the_built_in_ones_or_plug_ins(read):
    assert read("research: {sources: [brain, name]}").research.sources == ("brain", "name")
    assert read("research: {sources: []}").research.sources == ()
    with_mine = (*BUILT_IN_SOURCES, "mine")
    assert read("research: {sources: [mine]}", known_sources=with_mine).research.sources == ("mine",)


def test_an_override_holds_checked_values_and_removes_with_null(read):
    text = """
overrides:
  - match: "qwen3*"
    provider: desk*
    details: {license: Apache-2.0, types: [vlm, llm], released: 2025-04-29, knowledge_cutoff: 2024-10, summary: null,
              parameters: 8.0e+9, price_input: ${PRICE}, loaded: yes, family: ~}
    hide: true
  - match: a
"""
    first, second = read(text, {"PRICE": "0.5"}).overrides
    assert dict(first.details) == {
        "license": "Apache-2.0",
        "types": ("llm", "vlm"),
        "released": "2025-04-29",
        "knowledge_cutoff": "2024-10",
        "summary": None,
        "parameters": 8_000_000_000,
        "price_input": 0.5,
        "loaded": True,
        "family": None,
    }
    assert (first.match, first.provider, first.hide) == ("qwen3*", "desk*", True)
    assert (dict(second.details), second.provider, second.hide) == ({}, "*", False)


def test_seconds_may_be_fractional_and_a_timeout_longer_than_the_interval(read):
    polling = read("polling: {interval_seconds: 0.25, timeout_seconds: 1.5, grace_seconds: 0}").polling
    assert (polling.interval_seconds, polling.timeout_seconds, polling.grace_seconds) == (0.25, 1.5, 0)
