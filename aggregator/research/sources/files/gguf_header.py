"""GgufHeader: the beginning of a GGUF file, read within fixed limits, whatever the file claims.

The file is read, not mapped into memory: a mapped file that somebody cuts short would kill the whole process.
"""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import BinaryIO, Final

import attrs

from aggregator.research.sources.files.gguf_stream import BadGguf, GgufStream, Scalar
from aggregator.research.sources.files.gguf_types import bytes_of_tensor

_MOST_KEYS: Final = 2000
_MOST_TENSORS: Final = 100_000
_MOST_DIMENSIONS: Final = 8
_LONGEST_KEY: Final = 65_535
_MOST_ALIGNMENT: Final = 65_536

_WANTED: Final = re.compile(
    r"general\.(?:alignment|architecture|type|basename|size_label|organization|license(?:\.name)?|file_type)"
    r"|[^.]{1,60}\.(?:context_length|embedding_length|pooling_type)|split\.count|tokenizer\.chat_template"
)


@attrs.frozen
class GgufHeader:
    """`values` by key, of the keys that are used here; `elements` by tensor type.

    `file_bytes` is how large the file must be at least to hold all that the header names.
    """

    values: Mapping[str, Scalar]
    elements: Mapping[int, int]
    file_bytes: int


def read_header(stream: BinaryIO) -> GgufHeader:
    """Read at most 64 MiB, in at most some seconds.

    Raises:
        BadGguf: see there.
    """
    source = GgufStream(stream)
    if source.take(4) != b"GGUF" or source.u32() not in {2, 3}:
        raise BadGguf("is no GGUF file of version 2 or 3")
    tensors, keys = source.u64(), source.u64()
    if tensors > _MOST_TENSORS or keys > _MOST_KEYS:
        raise BadGguf("claims absurdly many tensors or keys")
    values: dict[str, Scalar] = {}
    for _ in range(keys):
        key = source.take(source.length(_LONGEST_KEY)).decode("utf-8", "replace")
        value = source.value(source.u32())
        if value is not None and _WANTED.fullmatch(key):
            values.setdefault(key, value)
    elements, data_bytes = _tensors(source, tensors)
    return GgufHeader(
        MappingProxyType(values), MappingProxyType(elements), _aligned(source.position, values) + data_bytes
    )


def _tensors(source: GgufStream, count: int) -> tuple[dict[int, int], int]:
    elements: dict[int, int] = {}
    data_bytes = 0
    for _ in range(count):
        source.skip(source.length(_LONGEST_KEY))
        dimensions = source.u32()
        if dimensions > _MOST_DIMENSIONS:
            raise BadGguf("has a tensor of absurdly many dimensions")
        size = math.prod(source.u64() for _ in range(dimensions))
        tensor_type, offset = source.u32(), source.u64()
        elements[tensor_type] = elements.get(tensor_type, 0) + size
        data_bytes = max(data_bytes, offset + bytes_of_tensor(tensor_type, size))
    return elements, data_bytes


def _aligned(position: int, values: Mapping[str, Scalar]) -> int:
    alignment = values.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 1 <= alignment <= _MOST_ALIGNMENT:
        raise BadGguf("has an absurd alignment")
    return -(-position // alignment) * alignment
