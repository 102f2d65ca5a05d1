"""The command line: its options, and what goes wrong before the service runs."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import attrs

from aggregator import __version__


@attrs.frozen
class Command:
    """What was asked for: run the service with this file, or only check it."""

    config: Path
    check: bool


def parse(arguments: Sequence[str]) -> Command:
    """Read the arguments; ends the process with 0 for --help and --version, and with 2 for a usage error."""
    parser = argparse.ArgumentParser(
        prog="llm-aggregator",
        description="Keeps one live catalogue of every model of every LLM server, and serves it over HTTP.",
        epilog="SIGHUP re-reads the config file, SIGUSR1 logs every thread's stack, SIGTERM ends the service.",
    )
    parser.add_argument("--config", metavar="FILE", type=Path, required=True, help="the config file (YAML)")
    parser.add_argument("--check", action="store_true", help="check the config file, print all problems, and exit")
    parser.add_argument("--version", action="version", version=f"llm-aggregator {__version__}")
    options = parser.parse_args(arguments)
    return Command(options.config, options.check)
