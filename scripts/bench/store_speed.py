"""How fast the embedded store is: `python -m scripts.bench.store_speed`.

Load of 10,000 and 100,000 details with their rows and lists, in a thread beside an asyncio loop: seconds, and the
longest stall of that loop. Then batches written one by one, against bare SQLite with the same pragmas and bytes.
"""

import argparse
import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from aggregator.data.change import Change, ChangeType
from aggregator.data.learnt import Learnt
from aggregator.data.listing import ListedModel, Listing
from aggregator.data.model_detail import ModelDetail
from aggregator.data.records import ListingKept, Record, RowTold
from aggregator.data.subject import Subject
from aggregator.store.sqlite.codec import learnt_as_text, topic_key
from aggregator.store.sqlite.connection import connect, transaction
from aggregator.store.sqlite.engine import SqliteEngine
from aggregator.store.sqlite.rows import PUT, keyed

BATCH = 15
MODELS_A_PROVIDER = 100
TICK_SECONDS = 0.001


def detail(number: int, source: str) -> ModelDetail:
    """As much as is usually known of a model."""
    values = {
        "summary": f"Model {number} is a language model that follows instructions, calls tools and reads long texts. "
        * 2,
        "types": ["llm"],
        "family": "qwen3",
        "publisher": "Qwen",
        "format": "gguf",
        "license": "Apache-2.0",
        "parameters": 8_190_735_360 + number,
        "quantization": "Q4_K_M",
        "context_length": 40_960,
        "capabilities": ["tools", "reasoning", "completion"],
        "input_modalities": ["text"],
        "output_modalities": ["text"],
    }
    return ModelDetail.said_by(source, 1_800_000_000, values)


def learnt(number: int) -> Learnt:
    """What the brain said of one model."""
    return Learnt(Subject(f"qwen3-{number}:8b", f"sha256:{number:064x}"), "brain", detail(number, "brain"), "v1", 1.8e9)


def listing(provider: int) -> ListingKept:
    """What one provider lists."""
    first = provider * MODELS_A_PROVIDER
    facts = ModelDetail.said_by("server", 1_800_000_000, {"size_bytes": 5_000_000_000, "loaded": True})
    models = tuple(
        ListedModel(
            f"qwen3-{number}:8b",
            b'{"id":"qwen3-%d:8b","object":"model","created":1800000000,"owned_by":"library"}' % number,
            number.to_bytes(16, "big"),
            f"sha256:{number:064x}",
            facts,
        )
        for number in range(first, first + MODELS_A_PROVIDER)
    )
    return ListingKept(f"provider-{provider}", f"http://10.0.0.1:{provider}", Listing(models), 1.8e9)


def told(number: int) -> RowTold:
    """What the outside was told of one row."""
    provider = f"provider-{number // MODELS_A_PROVIDER}"
    view = {
        "url": "http://10.0.0.1",
        "port": number // MODELS_A_PROVIDER,
        "name": f"qwen3-{number}:8b",
        "provider": provider,
        "base_url": "http://10.0.0.1/v1",
        "state": "available",
        "first_seen": "2026-01-31T12:00:00Z",
        "details": detail(number, "brain").values(),
        "research": {"state": "done", "attempts": 1},
    }
    return RowTold((f"qwen3-{number}:8b", provider), view)


def change(number: int) -> Change:
    """One step of the journal."""
    after = {"details": detail(number, "brain").values()}
    return Change(number, 1.8e9, ChangeType.DETAILS_FOUND, "provider-1", f"qwen3-{number}:8b", {"details": {}}, after)


def everything(details: int) -> Iterator[Record]:
    """What a store holds when it knows so many models."""
    for number in range(details):
        yield learnt(number)
        yield told(number)
    yield from map(listing, range(details // MODELS_A_PROVIDER))
    yield from map(change, range(1, 10_001))


async def load_beside_a_loop(path: Path) -> tuple[float, float, list[float]]:
    """Seconds to open, seconds to load, and how much too late each tick of the loop came."""
    engine = SqliteEngine(path, time.time)
    began = time.perf_counter()
    engine.open()
    opened = time.perf_counter()
    loading = asyncio.create_task(asyncio.to_thread(engine.load))
    late = []
    while not loading.done():
        tick = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        late.append(time.perf_counter() - tick - TICK_SECONDS)
    seconds = time.perf_counter() - opened
    engine.close()
    return opened - began, seconds, late


def measure_load(folder: Path, details: int) -> None:
    """Fill a store, and load it."""
    path = folder / f"{details}.db"
    engine = new_file(path)
    records = everything(details)
    while chunk := tuple(itertools.islice(records, 5_000)):
        engine.write(chunk)
    engine.close()
    opening, loading, late = asyncio.run(load_beside_a_loop(path))
    late.sort()
    print(
        f"{details:>7} details, {path.stat().st_size >> 20} MiB: opened in {opening * 1000:.1f} ms, "
        f"loaded in {loading:.2f} s; the loop stalled {late[-1] * 1000:.1f} ms at most, "
        f"{late[int(len(late) * 0.99)] * 1000:.1f} ms at p99"
    )


def new_file(path: Path) -> SqliteEngine:
    """An engine over an empty store."""
    engine = SqliteEngine(path, time.time)
    engine.open()
    return engine


def measure_writing(folder: Path, rounds: int) -> None:
    """The same batches through the engine and bare, by turns, because a disk is not the same from second to second."""
    new_file(folder / "bare.db").close()
    engine = new_file(folder / "engine.db")
    numbers = itertools.count()
    bare_seconds, engine_seconds = [], []
    with closing(connect(folder / "bare.db")) as connection:
        for _ in range(rounds):
            batch = [learnt(next(numbers)) for _ in range(BATCH)]
            began = time.perf_counter()
            engine.write(batch)
            engine_seconds.append(time.perf_counter() - began)
            rows = [keyed("facts", topic_key(each.source, each.topic), 1, learnt_as_text(each)) for each in batch]
            began = time.perf_counter()
            with transaction(connection):
                connection.executemany(PUT["facts"], rows)
            bare_seconds.append(time.perf_counter() - began)
    engine.close()
    for name, seconds in (("bare", bare_seconds), ("engine", engine_seconds)):
        print(f"a batch of {BATCH}, {name}: {statistics.mean(seconds) * 1000:.2f} ms")
    print(f"the engine takes {sum(engine_seconds) / sum(bare_seconds):.2f} times as long (at most 1.5 is asked for)")


def main() -> None:
    """Measure all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where to write; the disk is what is measured")
    parser.add_argument("--rounds", type=int, default=2_000, help="batches to write")
    parser.add_argument("--details", type=int, nargs="*", default=[10_000, 100_000])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        measure_writing(Path(folder), chosen.rounds)
        for details in chosen.details:
            measure_load(Path(folder), details)


if __name__ == "__main__":
    main()
