"""Flip single bits in a store's file: no wrong value may ever be loaded: `python -m scripts.soak.flip_store_bits`."""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import attrs
import structlog

from aggregator.data.change import Change, ChangeType
from aggregator.data.learnt import Learnt
from aggregator.data.listing import ListedModel, Listing
from aggregator.data.model_detail import ModelDetail
from aggregator.data.records import AnswerCached, ListingKept, Memory, Record, RowTold, TrialKept
from aggregator.data.subject import Subject
from aggregator.store.sqlite.engine import SqliteEngine

NOW = 1_800_000_000.0


@attrs.frozen
class Outcome:
    """`wrong` counts values that were never written, `lost` those that are missing.

    Changes count only as wrong: where the journal does not add up, all of it is forgotten. `noticed` is the log's word
    for what was met, empty where nothing was noticed.
    """

    wrong: int
    lost: int
    noticed: str
    writes_again: bool


def written(models: int) -> tuple[Record, ...]:
    """A small store with all kinds of records, some longer than a page."""
    names = [f"model-{number}" for number in range(models)]
    details = [ModelDetail.said_by("brain", 1_800_000_000, {"summary": f"{name} " * 20}) for name in names]
    listed = tuple(ListedModel(name, b'{"id":"%d"}' % number, b"\x01" * 16) for number, name in enumerate(names))
    return (
        *(Learnt(Subject(name), "brain", detail, "v1", NOW) for name, detail in zip(names, details, strict=True)),
        *(RowTold((name, "desk"), {"name": name, "text": name * 20}) for name in names),
        *(Change(n + 1, NOW, ChangeType.MODEL_ADDED, "desk", name, None, {"n": n}) for n, name in enumerate(names)),
        *(TrialKept("hub", Subject(name), 2, f"{name} failed", None) for name in names),
        ListingKept("desk", "http://10.0.0.1", Listing(listed), NOW),
        AnswerCached("https://hub/x", bytes(range(256)) * 40, "etag", NOW),
    )


def make(path: Path, models: int = 120) -> Memory:
    """A closed file, and what it holds."""
    engine = SqliteEngine(path, lambda: NOW)
    engine.open()
    engine.write(written(models))
    memory = engine.load()
    engine.close()
    return memory


def flip(path: Path, position: int) -> None:
    """Turn one bit over."""
    with path.open("r+b") as file:
        file.seek(position // 8)
        byte = file.read(1)[0]
        file.seek(position // 8)
        file.write(bytes((byte ^ 1 << position % 8,)))


def look(path: Path, truth: Memory) -> Outcome:
    """Open a damaged file, load it, compare, write to it."""
    with structlog.testing.capture_logs() as logs:
        engine = SqliteEngine(path, lambda: NOW)
        engine.open()
        memory = engine.load()
        fresh = RowTold(("new", "desk"), {"name": "new"})
        engine.write((fresh,))
        engine.close()
        engine.open()
        writes_again = engine.load().told.get(fresh.key) == fresh.view
        engine.close()
    events = [entry["event"] for entry in logs]
    wrong, lost = _compare(memory, truth)
    return Outcome(wrong, lost, events[0] if events else "", writes_again)


def _compare(memory: Memory, truth: Memory) -> tuple[int, int]:
    wrong = lost = 0
    for name in ("facts", "changes", "trials", "listings", "cached"):
        found, expected = set(map(repr, getattr(memory, name))), set(map(repr, getattr(truth, name)))
        wrong += len(found - expected)
        lost += len(expected - found) if name != "changes" else 0
    for key in memory.told.keys() | truth.told.keys():
        if key not in memory.told:
            lost += 1
        elif memory.told[key] != truth.told.get(key):
            wrong += 1
    return wrong, lost


def flips(folder: Path, count: int, seed: int) -> list[Outcome]:
    """So many flips, each in a fresh copy."""
    original, dice, outcomes = folder / "original.db", random.Random(seed), []
    truth = make(original)
    bits = 8 * original.stat().st_size
    for number in range(count):
        copy = folder / str(number) / "aggregator.db"
        copy.parent.mkdir()
        shutil.copyfile(original, copy)
        flip(copy, dice.randrange(bits))
        outcomes.append(look(copy, truth))
        shutil.rmtree(copy.parent)
    return outcomes


def main() -> int:
    """Flip, count, and say whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = flips(Path(folder), chosen.flips, chosen.seed)
    wrong, lost = sum(each.wrong for each in outcomes), sum(each.lost for each in outcomes)
    stuck = sum(not each.writes_again for each in outcomes)
    silent = sum(each.lost for each in outcomes if not each.noticed)
    print(
        f"seed {chosen.seed}: {len(outcomes)} flips, wrong values {wrong}, values lost {lost}, "
        f"of these without a word {silent}, stuck {stuck}"
    )
    print("noticed by:", dict(Counter(each.noticed or "no difference" for each in outcomes)))
    return 1 if wrong or stuck or silent else 0


if __name__ == "__main__":
    sys.exit(main())
