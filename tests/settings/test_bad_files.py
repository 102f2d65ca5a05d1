"""One file for each kind of fault; its first lines, behind `#! `, are the problems that it has to bring."""

from pathlib import Path

import pytest
import yaml

from aggregator.errors import ConfigError
from aggregator.settings.reader import read_settings

BAD_FILES = sorted(Path(__file__).parent.glob("*.bad.yaml"))
ENVIRON = {"CANARY_VARIABLE": "CANARY"}


def problems_of(path, environ=ENVIRON):
    with pytest.raises(ConfigError) as caught:
        read_settings(path, environ)
    return caught.value.problems


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML's own parser words syntax errors in another way")
@pytest.mark.parametrize("path", BAD_FILES, ids=lambda path: path.name.removesuffix(".bad.yaml"))
def test_every_fault_of_a_bad_file_is_told_in_its_line(path):
    expected = [line[3:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#! ")]
    assert expected
    assert list(problems_of(path)) == [f"{path}:{line}" for line in expected]


@pytest.mark.parametrize("path", BAD_FILES, ids=lambda path: path.name.removesuffix(".bad.yaml"))
def test_a_secret_of_a_bad_file_is_in_no_problem(path):
    for problem in problems_of(path):
        assert "CANARY" not in problem.replace("CANARY_VARIABLE", "")


def test_the_file_is_named_as_it_was_given(monkeypatch):
    monkeypatch.chdir(Path(__file__).parent.parent)
    assert problems_of(Path("settings/open_door.bad.yaml"))[0].startswith(
        "settings/open_door.bad.yaml:3: server.host: "
    )


def test_a_missing_file_is_one_problem(tmp_path):
    path = tmp_path / "none.yaml"
    assert problems_of(path) == (f"{path}:1: config: can't be read: no such file or directory (a readable YAML file)",)


def test_a_folder_is_no_file(tmp_path):
    assert problems_of(tmp_path) == (f"{tmp_path}:1: config: can't be read: is a directory (a readable YAML file)",)


def test_a_file_that_is_not_utf_8_is_one_problem(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"server:\n  host: \xe4\n")
    assert problems_of(path) == (f"{path}:2: config: is not UTF-8 (save it as UTF-8)",)


def test_a_file_over_1_mib_is_one_problem(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * 1_048_576)
    assert read_settings(path, {})
    path.write_bytes(b"#" * 1_048_577)
    assert problems_of(path) == (f"{path}:1: config: is larger than 1 MiB (at most 1048576 bytes)",)


def test_a_million_brackets_are_one_problem(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"[" * 1_000_000)
    assert len(problems_of(path)) == 1


def test_an_alias_bomb_is_never_unpacked(tmp_path):
    path = tmp_path / "a.yaml"
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 50)]
    path.write_text("\n".join(lines))
    assert len([problem for problem in problems_of(path) if "aliases" in problem]) == 9 * 49
