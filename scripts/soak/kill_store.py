"""Kill -9 a writing store again and again; nothing acknowledged may be lost: `python -m scripts.soak.kill_store`.

A process writes numbered batches (facts, a told row, a change, a brain call) and prints the number of each batch when
the store has acknowledged it. It is killed at a random moment; the next life finds the lock free and the file sound.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import attrs

from aggregator.data.change import Change, ChangeType
from aggregator.data.learnt import Learnt
from aggregator.data.model_detail import ModelDetail
from aggregator.data.records import CallBegun, CallOver, Record, RowTold
from aggregator.data.subject import Subject
from aggregator.store.sqlite.engine import SqliteEngine

FACTS = 15
LONGEST_LIFE_SECONDS = 0.15


@attrs.frozen
class Life:
    """What one killed process had acknowledged, and what was found after it; all are counts of batches."""

    acknowledged: int
    found: int
    torn: int
    seconds_to_load: float
    set_aside: bool


def batch(number: int) -> tuple[Record, ...]:
    """Everything that one answer of a brain leaves behind."""
    facts = (
        Learnt(Subject(f"model-{number}-{each}"), "brain", ModelDetail.said_by("brain", number, {"summary": "x" * 200}))
        for each in range(FACTS)
    )
    return (
        CallBegun(f"call-{number}", number, "brain", (), 1.8e9),
        *facts,
        RowTold((f"model-{number}", "desk"), {"number": number}),
        Change(number, 1.8e9, ChangeType.DETAILS_FOUND, "desk", f"model-{number}", {}, {"number": number}),
        CallOver(f"call-{number}", "answered", 1, 1, 0.1, "x" * 1000),
    )


def write_until_killed(path: Path) -> None:
    """The victim."""
    engine = SqliteEngine(path, time.time)
    engine.open()
    number = engine.load().last_seq
    print("open", flush=True)
    while True:
        number += 1
        engine.write(batch(number))
        print(number, flush=True)


def one_life(path: Path, before: int) -> Life:
    """Let the victim write for a while, kill it, and look at what it left; `before` batches were found last time."""
    command = (sys.executable, "-m", "scripts.soak.kill_store", "--victim", str(path))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        time.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
        victim.send_signal(signal.SIGKILL)
        lines = [line for line in victim.stdout.read().split("\n")[:-1] if line]
    acknowledged = int(lines[-1]) if lines else before
    began = time.perf_counter()
    engine = SqliteEngine(path, time.time)
    engine.open()
    memory = engine.load()
    seconds = time.perf_counter() - began
    engine.close()
    facts: dict[int, int] = {}
    for learnt in memory.facts:
        number = next(iter(learnt.detail.facts.values())).as_of
        facts[number] = facts.get(number, 0) + 1
    whole = {number for number, count in facts.items() if count == FACTS}
    numbers = {view["number"] for view in memory.told.values()}
    torn = len(facts) - len(whole) + len(whole ^ numbers)
    return Life(acknowledged, memory.last_seq, torn, seconds, any(path.parent.glob("*.corrupt-*")))


def lives(path: Path, kills: int) -> Iterator[Life]:
    """One life after another over the same file."""
    found = 0
    for _ in range(kills):
        life = one_life(path, found)
        found = life.found
        yield life


def main() -> int:
    """Kill, count, and say whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--victim", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.victim:
        write_until_killed(chosen.victim)
    with tempfile.TemporaryDirectory() as folder:
        all_lives = list(lives(Path(folder, "aggregator.db"), chosen.kills))
    lost = sum(max(0, life.acknowledged - life.found) for life in all_lives)
    torn, damaged = sum(life.torn for life in all_lives), sum(life.set_aside for life in all_lives)
    slowest = max(life.seconds_to_load for life in all_lives)
    print(
        f"{len(all_lives)} kills, {all_lives[-1].acknowledged} acknowledged batches: lost {lost}, torn {torn}, "
        f"damaged files {damaged}; back within {slowest * 1000:.0f} ms at most"
    )
    return 1 if lost or torn or damaged else 0


if __name__ == "__main__":
    sys.exit(main())
