"""Endpoint: where a server listens, cut into the parts that the catalogue shows."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

import attrs

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_NEVER_IN_A_HOST: Final = re.compile(r"[\x00-\x20<>\"\\^`{|}%]")


@attrs.frozen
class Endpoint:
    """`scheme://host[:port][/prefix]`, without a trailing slash and without a trailing `/v1`.

    `url` is scheme, host and prefix; `port` stands apart, as in the identity of a model; `root` is what was written in
    the config, for requests and for people.
    """

    url: str
    port: int
    root: str

    @classmethod
    def parse(cls, text: str) -> "Endpoint":
        """Cut up a URL.

        Raises:
            ValueError: with a sentence that says what is wrong; it never repeats user info.
        """
        if any(character.isspace() or ord(character) < 32 for character in text):
            raise ValueError("has white space in it")
        parts = _split(text)
        scheme = parts.scheme.lower()
        if scheme not in DEFAULT_PORTS:
            raise ValueError("must begin with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise ValueError("must not hold user:password@ (use auth_method and api_key)")
        if not parts.hostname:
            raise ValueError("has no host name")
        if _NEVER_IN_A_HOST.search(parts.hostname.partition("%")[0] if ":" in parts.hostname else parts.hostname):
            raise ValueError("has a host name that can't be one")
        if parts.query or parts.fragment:
            raise ValueError("must end after the path (no ? and no #)")
        port = _port(parts)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        prefix = parts.path.rstrip("/").removesuffix("/v1").rstrip("/")
        shown_port = "" if port is None else f":{port}"
        return cls(
            f"{scheme}://{host}{prefix}", port or DEFAULT_PORTS[scheme], f"{scheme}://{host}{shown_port}{prefix}"
        )

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes as `base_url`."""
        return f"{self.root}/v1"

    @property
    def host_and_port(self) -> str:
        """`host:port`, the default name of a provider."""
        return f"{urlsplit(self.root).hostname or ''}:{self.port}"

    @property
    def is_tls(self) -> bool:
        """Whether requests go through TLS."""
        return self.url.startswith("https://")


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:  # its own message may repeat user:password@
        raise ValueError("is not a valid URL") from None


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0 or parts.netloc.endswith(":"):
        raise ValueError("has no usable port (1 to 65535)")
    return port
