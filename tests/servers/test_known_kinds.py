"""The known kinds: all built-in ones, in an order, and those of packages, which may be broken."""

import sys

import pytest

from aggregator.data.provider import ProviderKind
from aggregator.servers.known_kinds import BUILT_IN, load_kinds
from aggregator.servers.server_kind import ServerKind


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package whose code is the text, with the class `Kind` as its entry point."""

    def install(code):
        info = tmp_path / "brought-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[llm_aggregator.servers]\nbrought = brought_kind:Kind\n")
        (tmp_path / "brought_kind.py").write_text(code)
        monkeypatch.syspath_prepend(str(tmp_path))

    yield install
    sys.modules.pop("brought_kind", None)


def test_each_word_of_the_contract_has_one_kind():
    words = [kind.word for kind in load_kinds()]
    assert sorted(words) == sorted(set(ProviderKind) - {ProviderKind.GENERIC})
    assert len(words) == len(BUILT_IN)


def test_those_who_are_imitated_stand_behind_their_imitators():
    words = [kind.word for kind in load_kinds()]
    assert words.index("nim") < words.index("vllm")
    assert words.index("tabbyapi") < words.index("koboldcpp")
    for imitator in ("localai", "dmr", "lemonade", "koboldcpp"):
        assert words.index(imitator) < words.index("ollama")


def test_a_kind_of_a_package_comes_first(installed):
    installed("from aggregator.servers.server_kind import ServerKind\nclass Kind(ServerKind):\n    word = 'brought'\n")
    assert load_kinds()[0].word == "brought"


@pytest.mark.parametrize(
    "code", ["syntax error", "raise SystemError", "class Kind:\n    pass\n", "Kind = None\n", "nothing = 1\n"]
)
def test_a_package_that_is_broken_costs_only_its_kind(code, installed, capsys):
    installed(code)
    assert len(load_kinds()) == len(BUILT_IN)
    assert "server_kind_unusable" in capsys.readouterr().out


def test_nothing_is_known_of_a_generic_server():
    assert ServerKind().word == "generic"
    assert ServerKind().more_paths == ServerKind().probes == ()
