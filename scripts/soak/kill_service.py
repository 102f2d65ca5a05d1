"""Kill -9 the whole service again and again, under polling and research: `python -m scripts.soak.kill_service [KILLS]`.

After each kill everything that had been shown before must be there again. Printed in the end: lost facts, questions
asked more than once (at most a batch for each kill may be), and how soon all rows were back after a start.
"""

import asyncio
import random
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.service.service_process import config_text, service

MODELS = 600
BATCH_SIZE = 5
LONGEST_LIFE_SECONDS = 0.6


async def main(kills: int) -> int:
    """Kill so often; 0 when nothing was lost and little was paid twice."""
    chance = random.Random(7)
    shown: dict[str, object] = {}
    lost, seconds_back = 0, []
    names = [f"soak-{number:03}" for number in range(MODELS)]
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.yaml")
        async with FleetServer(generic(names)) as fleet, SimulatedBrain(seconds=0.1) as brain:
            config.write_text(  # noqa: ASYNC240 - a tiny file
                config_text(fleet.url, brain=brain.url, interval=0.2, extra="store: {path: state/soak.db}")
                + f"research: {{batch_size: {BATCH_SIZE}}}\n"
            )
            for _kill in range(kills):
                async with service(config) as running:
                    began = time.perf_counter()
                    answer = await running.until(lambda found: found["total"] == MODELS)
                    seconds_back.append(time.perf_counter() - began)
                    now = {row["name"]: row["details"] for row in answer["models"]}
                    lost += sum(now[name] != details for name, details in shown.items())
                    end = time.perf_counter() + chance.uniform(0, LONGEST_LIFE_SECONDS)
                    while time.perf_counter() < end:
                        found = await running.get("/api/models")
                        shown |= {row["name"]: row["details"] for row in found["models"] if "summary" in row["details"]}
                    await running.end(signal.SIGKILL)
            twice = brain.asked.total() - len(brain.asked)
    print(f"{kills} kills: {len(shown)} of {MODELS} models researched, {lost} facts lost")
    print(f"asked twice: {twice} (at most {kills * BATCH_SIZE})")
    print(f"all rows back: median {statistics.median(seconds_back):.2f} s, longest {max(seconds_back):.2f} s")
    return 0 if lost == 0 and twice <= kills * BATCH_SIZE else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)))
