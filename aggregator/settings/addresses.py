"""Readers of what names a machine or a server on the network; URLs are never repeated in a message."""

import ipaddress
import re
from typing import Final

from aggregator.data.endpoint import Endpoint
from aggregator.settings.place import Place
from aggregator.settings.problems import Wrong
from aggregator.settings.texts import filled_text

URL_FORM: Final = "scheme://host[:port][/prefix]"
_ORIGIN_FORM = "scheme://host[:port], as a browser sends it"

_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,252})", re.IGNORECASE)
_ORIGIN: Final = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[a-z0-9_][a-z0-9_.-]*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
)
_USUAL_PORTS: Final = {"http": "80", "https": "443"}
_OWN_PHRASES: Final = ("has ", "must ")


def endpoint(place: Place) -> Endpoint:
    """A server's address; see Endpoint."""
    try:
        return Endpoint.parse(filled_text(place))
    except ValueError as error:
        raise _without_the_url(str(error)) from None


def url(place: Place) -> str:
    """An address that is kept as it was written."""
    endpoint(place)
    return filled_text(place)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host(place: Place) -> str:
    """A host name or an IP address, without port and without brackets."""
    name = filled_text(place)
    if not _is_host(name):
        raise Wrong(f"{place.shown} is no host name", "a host name or an IP address, without scheme, port and brackets")
    return name


def host_name(place: Place) -> str:
    """A host name in the form in which it is compared."""
    return host(place).lower()


def origin(place: Place) -> str:
    """What a browser sends as `Origin`, in lower case and without the usual port."""
    text = filled_text(place).lower()
    if text == "*":
        raise Wrong("* would let every web page on the internet read the catalogue", "the origins one by one")
    if not (parts := _ORIGIN.fullmatch(text)):
        raise Wrong("is no origin", _ORIGIN_FORM)
    if parts["port"] is None or parts["port"] == _USUAL_PORTS.get(parts["scheme"]):
        return f"{parts['scheme']}://{parts['host']}"
    if not 1 <= int(parts["port"]) <= 65_535:
        raise Wrong("has no usable port", "1 to 65535")
    return text


def _is_host(name: str) -> bool:
    if ":" not in name:
        return _HOST.fullmatch(name) is not None
    try:
        ipaddress.IPv6Address(name)
    except ValueError:
        return False
    return True


def _without_the_url(said: str) -> Wrong:
    # The sentences of urlsplit itself repeat parts of the URL, where a password may stand.
    if said.startswith("Port "):
        said = "has no usable port (1 to 65535)"
    elif not said.startswith(_OWN_PHRASES):
        said = "is not a valid URL"
    wrong, _, right = said.partition(" (")
    return Wrong(wrong, right.removesuffix(")") or URL_FORM)
