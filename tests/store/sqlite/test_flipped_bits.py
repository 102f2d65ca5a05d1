"""Single bits of the file are turned over (more of them in scripts/soak/flip_store_bits.py)."""

import pytest

from scripts.soak.flip_store_bits import flip, flips, look, make


def test_no_wrong_value_is_ever_loaded_and_the_store_always_starts(tmp_path):
    for outcome in flips(tmp_path, count=60, seed=4):
        assert outcome.wrong == 0
        assert outcome.writes_again
        assert outcome.noticed or outcome.lost == 0


@pytest.mark.parametrize("byte", range(100))
def test_whatever_happens_to_the_head_of_the_file_the_store_starts(tmp_path, byte):
    path = tmp_path / "aggregator.db"
    truth = make(path, models=5)
    flip(path, 8 * byte + byte % 8)
    outcome = look(path, truth)
    assert outcome.wrong == 0
    assert outcome.writes_again
