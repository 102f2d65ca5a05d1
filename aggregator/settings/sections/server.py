"""The section `server`."""

from typing import Final

from aggregator.data.secret import Secret
from aggregator.settings.addresses import host, host_name, is_loopback, origin
from aggregator.settings.credentials import KEY_KEYS, key_of
from aggregator.settings.numbers import Range, flag, whole_in
from aggregator.settings.place import Place, each
from aggregator.settings.section import Key, Keys, Section, read_section
from aggregator.settings.settings import ServerSettings

SERVER: Final[Keys] = {
    "host": Key(host),
    "port": Key(whole_in(Range(0, 65_535))),
    **KEY_KEYS,
    "anonymous_read": Key(flag),
    "allowed_hosts": Key(each(host_name)),
    "cors_origins": Key(each(origin)),
}
_OPENS_THE_DOOR: Final = {"host", "anonymous_read", *KEY_KEYS}


def read_server(place: Place) -> ServerSettings:
    """Where the service listens; nobody beyond this machine may read it by an oversight."""
    section = read_section(place, SERVER)
    key = key_of(section)
    if not section.failed & _OPENS_THE_DOOR:
        _check_the_door(section, key)
    section.must_be_good()
    return ServerSettings(
        api_key=key, **section.given("host", "port", "anonymous_read", "allowed_hosts", "cors_origins")
    )


def _check_the_door(section: Section, key: Secret) -> None:
    server = ServerSettings(api_key=key, **section.given("host", "anonymous_read"))
    if not (server.api_key or server.anonymous_read or is_loopback(server.host)):
        right = "set api_key or api_key_file, or anonymous_read: true, or host: 127.0.0.1"
        section.complain("host", "other machines could read everything without a key", right)
