"""A process that writes is killed again and again (a hundred times in scripts/soak/kill_store.py)."""

from scripts.soak.kill_store import lives


def test_nothing_acknowledged_is_lost_by_kill_9(path):
    path.parent.mkdir()
    for life in lives(path, kills=20):
        assert life.found >= life.acknowledged
        assert life.torn == 0
        assert not life.set_aside
