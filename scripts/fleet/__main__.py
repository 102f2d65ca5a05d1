"""Runs the demo fleet until SIGTERM or SIGINT: `python -m scripts.fleet [--config FILE] [--still]`."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from scripts.fleet.demo import DemoFleet
from scripts.fleet.demo_places import DemoError, DemoPlaces

DEMO_CONFIG = Path(__file__).parents[2] / "config" / "demo.yaml"
CHANGE_SECONDS = 20.0


async def run(places: DemoPlaces, *, still: bool) -> None:
    """Start the fleet, say so, and stop it at a signal."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with DemoFleet(places) as fleet:
        print(f"fleet is up: {len(fleet.servers)} servers, {fleet.model_count} models", flush=True)
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), None if still else CHANGE_SECONDS)
            except TimeoutError:
                await fleet.change()


def main() -> int:
    """Read the arguments and run; 1 when the fleet can't start."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fleet", description="Start the demo's simulated servers.")
    parser.add_argument("--config", type=Path, default=DEMO_CONFIG, help="where the ports are read from")
    parser.add_argument("--still", action="store_true", help="no model and no server comes and goes")
    arguments = parser.parse_args()
    try:
        asyncio.run(run(DemoPlaces.read(arguments.config), still=arguments.still))
    except DemoError as error:
        print(f"fleet can't start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
