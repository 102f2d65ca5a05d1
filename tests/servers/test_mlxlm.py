"""mlx-lm: three keys an entry, and Python's own HTTP server."""

import pytest

from aggregator.servers.mlxlm import MlxLmKind
from aggregator.servers.server_kind import Likeness
from tests.servers.asked import card, facts, good, listed

KIND = MlxLmKind()
CARD = card("mlx-community/Qwen3-4B-4bit", created=1_765_000_000)


def test_an_id_from_the_cache_is_a_repo_of_the_hub_and_a_path_is_none():
    found = facts(KIND, {"data": [CARD, card("/Users/me/models/m", created=1)]})
    assert found == {CARD["id"]: {"hub_repo": "mlx-community/Qwen3-4B-4bit"}, "/Users/me/models/m": {}}


@pytest.mark.parametrize("server", ["BaseHTTP/0.6 Python/3.12.11", "BaseHTTP/0.7 Python/3.14.0"])
def test_bare_entries_from_pythons_server_are_a_hint(server):
    assert KIND.likeness(listed(CARD, server=server)) is Likeness.MAYBE


@pytest.mark.parametrize("server", ["uvicorn", "nginx", ""])
def test_the_same_entries_from_another_server_are_none(server):
    assert KIND.likeness(listed(CARD, server=server)) is Likeness.NO


@pytest.mark.parametrize("entry", [CARD | {"owned_by": "me"}, {"id": "a", "object": "model"}])
def test_other_keys_are_no_hint(entry):
    assert KIND.likeness(listed(entry, server="BaseHTTP/0.6 Python/3.12.11")) is Likeness.NO


def test_its_health_confirms_it():
    (probe,) = KIND.probes
    assert probe.matches(good({"status": "ok"}))
    assert not probe.matches(good({"status": "ok", "model_loaded": None}))
    assert not probe.matches(good(None))
