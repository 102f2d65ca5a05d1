"""Endpoint: where a server listens, cut into the parts that the catalogue shows."""

from urllib.parse import urlsplit

import attrs

DEFAULT_PORTS = {"http": 80, "https": 443}


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
        parts = urlsplit(text)
        scheme = parts.scheme.lower()
        if scheme not in DEFAULT_PORTS:
            raise ValueError("must begin with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise ValueError("must not hold user:password@ (use auth_method and api_key)")
        if not parts.hostname:
            raise ValueError("has no host name")
        if parts.query or parts.fragment:
            raise ValueError("must end after the path (no ? and no #)")
        port = _port(parts.netloc, parts.port) or DEFAULT_PORTS[scheme]
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        prefix = parts.path.rstrip("/").removesuffix("/v1").rstrip("/")
        shown_port = f":{parts.port}" if parts.port is not None else ""
        return cls(f"{scheme}://{host}{prefix}", port, f"{scheme}://{host}{shown_port}{prefix}")

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


def _port(netloc: str, port: int | None) -> int | None:
    if port == 0 or netloc.endswith(":"):
        raise ValueError("has no usable port (1 to 65535)")
    return port
