"""What holds for every file, however strange."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.data.detail_fields import FIELDS
from aggregator.errors import ConfigError
from aggregator.settings.reader import read_settings

CANARY = "kNrY-0f-A-sEcReT"

YAML_WORDS = st.sampled_from(
    [
        *(
            "server",
            "providers",
            "url",
            "name",
            "api_key",
            "api_key_file",
            "port",
            "research",
            "hub",
            "sources",
            "details",
        ),
        *(
            "overrides",
            "match",
            "store",
            "path",
            "brain",
            "model",
            "http://a",
            "http://[::1",
            "NO",
            "1:30",
            "0b_",
            ".inf",
        ),
        *(
            ": ",
            ":",
            "- ",
            "\n",
            "\n  ",
            "\n    ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "&a ",
            "*a",
            "!!int ",
            "? ",
            "<<",
            '"',
            "'",
            "|",
        ),
        *(
            "${A}",
            "${A:-",
            "${",
            "$$",
            "}",
            "#",
            "%YAML 1.1\n",
            "---\n",
            "...\n",
            "~",
            "\t",
            "\x00",
            "\ufeff",
            "\ufdd0",
        ),
    ]
)
ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(YAML_WORDS, max_size=40).map(lambda words: "".join(words).encode()),
)

SECRET_PLACES = [
    "server: {api_key: %s}",
    "server: {api_key: {a: %s, %s: a}}",
    "server: {api_key: [%s]}",
    "server: {api_key_file: %s}",
    "providers: [{url: http://a, auth_method: bearer, api_key: %s}]",
    "providers: [{url: http://a, api_key: %s, name: '!'}]",
    "providers: [{url: http://a, auth_method: %s}]",
    "providers: [{url: http://a, auth_method: bearer, api_key_file: %s}]",
    "providers: [{url: %s}]",
    "providers: [{url: http://a, public_url: %s}]",
    "brain: {url: %s, model: m, auth_method: x-api-key, api_key: %s}",
    "research: {hub: {url: %s, token: %s}}",
    "research: {catalogue: {url: %s}}",
    "store: {url: %s}",
    "store: {path: %s, url: %s}",
    "server: %s",
    "providers: %s",
    "providers: [%s]",
    "brain: %s",
    "%s",
]
EVERY_FIELD = [
    *(
        f"server: {{{key}: %s}}"
        for key in ("host", "port", "api_key", "api_key_file", "anonymous_read", "allowed_hosts")
    ),
    *(f"server: {{{key}: [%s, a]}}" for key in ("allowed_hosts", "cors_origins")),
    *(
        f"providers: [{{url: http://a, {key}: %s}}]"
        for key in ("name", "auth_method", "api_key", "kind", "public_url", "ca_file", "verify", "files", "nonsense")
    ),
    *(f"polling: {{{key}: %s}}" for key in ("interval_seconds", "timeout_seconds", "max_body_bytes", "max_models")),
    *(f"brain: {{url: http://a, {key}: %s}}" for key in ("model", "temperature", "concurrency", "system_prompt")),
    *(f"research: {{{key}: %s}}" for key in ("batch_size", "loaders", "sources", "hub", "catalogue")),
    "research: {sources: [%s]}",
    "store: {path: %s}",
    *(f"overrides: [{{match: a, {key}: %s}}]" for key in ("match", "provider", "details", "hide")),
    *(f"overrides: [{{match: a, details: {{{field}: %s}}}}]" for field in FIELDS),
    *(f"overrides: [{{match: a, details: {{{field}: [%s]}}}}]" for field in FIELDS),
    *(f"logging: {{{key}: %s}}" for key in ("level", "format")),
]
AROUND = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
LIKELY_AROUND = st.sampled_from(
    ["", " ", "http://", "http://me:", "@host", "postgresql://me:", "\n", ":", "[", "0", "\x00", "→"]
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("settings") / "aggregator.yaml"


def problems_of(path, content, environ):
    path.write_bytes(content)
    try:
        read_settings(path, environ)
    except ConfigError as error:
        return error.problems
    return ()


@given(content=ANY_BYTES)
@example(content=b"server: {port: " + b"9" * 5000 + b"}")
@example(content=b"server: {port: 0b_}")
@example(content=b"providers: [{url: 'http://[::1'}]")
@example(content=b'providers: [{url: http://a, ca_file: "' + b"a" * 5000 + b'"}]')
@example(content=b'brain: {url: http://a, model: "\\ud800"}')
@example(content=b"? [a]\n: &a [*a]\n")
def test_no_bytes_raise_anything_but_config_error(path, content):
    for problem in problems_of(path, content, {"A": "a"}):
        assert problem.startswith(f"{path}:")
        assert problem.endswith(")")
        assert "\n" not in problem


@given(template=st.sampled_from(SECRET_PLACES), before=AROUND | LIKELY_AROUND, after=AROUND | LIKELY_AROUND)
def test_a_secret_where_secrets_stand_is_in_no_problem(path, template, before, after):
    value = json.dumps(before + CANARY + after)
    for written in (value, before + CANARY + after):
        content = template.replace("%s", written).encode()
        for problem in problems_of(path, content, {}):
            assert CANARY not in problem


@given(
    template=st.sampled_from(EVERY_FIELD + SECRET_PLACES), before=AROUND | LIKELY_AROUND, after=AROUND | LIKELY_AROUND
)
def test_the_value_of_a_variable_is_in_no_problem(path, template, before, after):
    environ = {"HIDDEN": before + CANARY + after}
    for written in ("${HIDDEN}", '"x${HIDDEN}"', "${HIDDEN}.${HIDDEN}"):
        for problem in problems_of(path, template.replace("%s", written).encode(), environ):
            assert CANARY not in problem


@given(chosen=st.lists(st.sampled_from(["port: x", "host: a b", "anonymous_read: 7", "nonsense: 1"]), unique=True))
def test_as_many_faults_are_told_as_there_are(path, chosen):
    content = "server:\n" + "".join(f"  {line}\n" for line in chosen)
    problems = problems_of(path, content.encode(), {})
    assert [problem.split(":")[1] for problem in problems] == [str(2 + number) for number in range(len(chosen))]
