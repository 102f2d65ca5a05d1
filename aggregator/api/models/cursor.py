"""Cursor: the place in an order where the next page begins, as an opaque text."""

import base64
import binascii

import attrs
import orjson

from aggregator.api.models.entry import Sortable
from aggregator.api.models.order import ROW_FIELDS, Order
from aggregator.data.detail_fields import check_value
from aggregator.data.snapshot import RowKey

BAD = "is no cursor of this list (take it from `next`)"


@attrs.frozen
class Cursor:
    """After the row with this value and key, in the order that version `version` of the catalogue had."""

    order: Order
    version: str
    value: Sortable | None
    key: RowKey

    def __str__(self) -> str:
        parts = (str(self.order), self.version, self.value, *self.key)
        return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read one again. Raises ValueError."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (UnicodeEncodeError, binascii.Error, orjson.JSONDecodeError):
            raise ValueError(BAD) from None
        match parts:
            case [str(order), str(version), value, str(name), str(provider)]:
                parsed = Order.parse(order)
                return cls(parsed, version, _value(parsed.field, value), (name, provider))
            case _:
                raise ValueError(BAD)


def _value(field: str, value: object) -> Sortable | None:
    if value is None:
        return None
    if field not in ROW_FIELDS:
        return check_value(field, value)
    kind = int if field == "port" else float if field in {"first_seen", "last_seen"} else str
    if not isinstance(value, kind | int if kind is float else kind) or isinstance(value, bool):
        raise ValueError(BAD)
    return value
