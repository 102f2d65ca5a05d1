"""DemoPlaces: on which port each provider of the demo listens, read from the demo's config file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
import yaml

BRAIN: Final = "brain"
"""The brain's name beside the names of the providers."""


class DemoError(Exception):
    """The demo fleet can't run, for a reason that one line tells."""


@attrs.frozen
class DemoPlaces:
    """Ports and keys by the name of the provider; port 0 is a free one."""

    ports: Mapping[str, int]
    keys: Mapping[str, str] = attrs.field(factory=dict)

    @classmethod
    def read(cls, path: Path) -> "DemoPlaces":
        """From a config file of the service.

        Raises:
            DemoError: the file is missing or is not such a config.
        """
        try:
            config = yaml.safe_load(path.read_text(encoding="utf-8"))
            providers: list[Any] = config["providers"]
            ports = {provider["name"]: _port(provider["url"]) for provider in providers}
            keys = {provider["name"]: provider["api_key"] for provider in providers if "api_key" in provider}
            return cls({**ports, BRAIN: _port(config["brain"]["url"])}, keys)
        except OSError as error:
            raise DemoError(f"{path}: {error.strerror}") from None
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise DemoError(f"{path}: is not the config of the demo ({type(error).__name__}: {error})") from None


def _port(url: str) -> int:
    port = urlsplit(url).port
    if port is None:
        raise ValueError(f"{url} has no port")
    return port
