"""Lets `python -m aggregator` run the service."""

import os
import sys
from collections.abc import Sequence

from aggregator.command_line import parse
from aggregator.early_signals import listen_early
from aggregator.errors import ConfigError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code: 0 well ended, 1 could not start or gave up, 2 config or usage error."""
    command = parse(sys.argv[1:] if arguments is None else arguments)
    if not command.check:
        listen_early()
    from aggregator.main import run  # only now: --help and --version should not wait for the imports
    from aggregator.settings.known_sources import KnownSources
    from aggregator.settings.reader import read_settings

    known = KnownSources()
    try:
        first = read_settings(command.config, os.environ, known)
    except ConfigError as error:
        print(error, file=sys.stdout if command.check else sys.stderr)
        return 2
    if command.check:
        print("ok")  # noqa: T201
        return 0
    return run(first, lambda: read_settings(command.config, os.environ, known))


if __name__ == "__main__":
    sys.exit(main())
