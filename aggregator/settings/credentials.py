"""Readers of keys and tokens, and the rules for who needs one; no message ever holds a key."""

import re
from pathlib import Path
from typing import Final

from aggregator.data.provider import Auth, AuthMethod
from aggregator.data.secret import Secret
from aggregator.settings.paths import existing_file
from aggregator.settings.place import Place
from aggregator.settings.problems import Wrong
from aggregator.settings.section import Key, Keys, Section
from aggregator.settings.texts import lines_of_text, word_of

_LARGEST_FILE_BYTES = 65_536
_USABLE: Final = re.compile(r"[\x20-\x7e\xa0-\xff]*")


def secret(place: Place) -> Secret:
    """A key or token that stands in the file itself, or in a variable."""
    return _checked(lines_of_text(place), "without control characters and characters beyond Latin-1")


def secret_in_file(place: Place) -> Secret:
    """A key that stands alone in a file of its own."""
    file = existing_file(place)
    place.reading.key_files.append(file)
    right = "one line with the key, and nothing else in the file"
    if not (key := _checked(_text_in(file).strip(), right)):
        raise Wrong("the file is empty", right)
    return key


KEY_KEYS: Final[Keys] = {
    "api_key": Key(secret, private=True),
    "api_key_file": Key(secret_in_file, private=True),
}
AUTH_KEYS: Final[Keys] = {
    "auth_method": Key(word_of(AuthMethod, tuple(AuthMethod)), private=True),  # where a key lands by mistake
    **KEY_KEYS,
}


def key_of(section: Section) -> Secret:
    """The key of a section, empty when it has none; tells when it has two."""
    in_place: Secret = section.values.get("api_key", Secret(""))
    in_file: Secret = section.values.get("api_key_file", Secret(""))
    if in_place and (in_file or "api_key_file" in section.failed):
        section.complain("api_key_file", "stands beside an api_key", "only one of the two")
    return in_place or in_file


def auth_of(section: Section) -> Auth:
    """The credentials of a section; tells when method and key don't go together."""
    key = key_of(section)
    if section.failed & AUTH_KEYS.keys():
        return Auth()
    method = section.values.get("auth_method", Auth().method)
    if method.needs_key and not key:
        section.complain("auth_method", f"{method} needs a key, and there is none", "add api_key or api_key_file")
    if key and not method.needs_key:
        name = next(name for name in KEY_KEYS if section.values.get(name))
        wrong = f'a key is of no use with auth_method "{method}"'
        section.complain(name, wrong, "auth_method: bearer or auth_method: x-api-key, or no key")
    return Auth(method, key)


def _checked(text: str, right: str) -> Secret:
    if not _USABLE.fullmatch(text):
        raise Wrong("the key can't be sent in a header", right)
    if text != text.strip():
        raise Wrong("the key begins or ends with a blank", "without the blank")
    return Secret(text)


def _text_in(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise Wrong(f"can't be read: {(error.strerror or 'no access').lower()}", "a readable file") from None
    if len(content) > _LARGEST_FILE_BYTES:
        raise Wrong("is far too large for a key", "a file with one line in it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong("is not UTF-8", "a text file with one line in it") from None
