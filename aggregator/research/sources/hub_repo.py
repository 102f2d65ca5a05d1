"""HubRepo: the name of a repository, checked before it goes into a path."""

import re
from typing import Final
from urllib.parse import quote

import attrs

_PART: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?")


@attrs.frozen
class HubRepo:
    """`org/name`, both made of letters, digits and `. _ -`, without `..` and `--`, as the Hub itself wants it."""

    org: str
    name: str

    @classmethod
    def parse(cls, text: object) -> "HubRepo | None":
        """The repository of that name; None for anything that is not exactly `org/name`."""
        if not isinstance(text, str):
            return None
        org, slash, name = text.partition("/")
        parts = (org, name)
        if not slash or not all(_PART.fullmatch(part) and ".." not in part and "--" not in part for part in parts):
            return None
        return cls(org, name)

    def __str__(self) -> str:
        return f"{self.org}/{self.name}"

    @property
    def path(self) -> str:
        """For a URL."""
        return f"{quote(self.org, safe='')}/{quote(self.name, safe='')}"

    def same_as(self, other: "HubRepo") -> bool:
        """The Hub does not tell capital from small letters."""
        return str(self).lower() == str(other).lower()
