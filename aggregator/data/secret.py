"""Secret: a text that shows itself to nobody by accident."""

import attrs


@attrs.frozen(repr=False)
class Secret:
    """A key or token. `str`, `repr` and f-strings give `***`; only `reveal()` gives the text."""

    _text: str

    def reveal(self) -> str:
        """The text itself, for the one place that builds a header or compares a key."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__
