"""The header of a GGUF file: read exactly, and within limits whatever the file claims."""

import io
import json
import struct
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.data.model_detail import ModelDetail
from aggregator.research.sources.files.gguf_facts import facts_of
from aggregator.research.sources.files.gguf_header import read_header
from aggregator.research.sources.files.gguf_stream import BadGguf
from aggregator.research.sources.files.gguf_types import FILE_TYPES
from tests.fakes.gguf_file import QWEN3, SMALL_TENSORS, a_model, array, gguf, text
from tests.research.sources.files.asking import OF_THE_HEADER

WIRE = Path(__file__).parents[3] / "wire" / "gguf"


def header_of(body):
    return read_header(io.BytesIO(body))


def facts(body):
    return ModelDetail.said_by("files", 1, facts_of([header_of(body)])).values()


def test_a_header_as_llama_cpp_writes_it():
    keys = json.loads((WIRE / "header_sample.json").read_text())["kv"]

    assert facts(gguf(keys, [((4096, 151936), 12, 0), ((4096,), 0, 0)])) == {
        "family": "qwen3",
        "format": "gguf",
        "license": "Apache-2.0",
        "parameters": 4096 * 151936 + 4096,
        "quantization": "Q4_K_M",
        "context_length": 40960,
        "capabilities": ("tools",),
    }


def test_a_file_is_as_large_as_its_header_says():
    body = a_model()

    assert facts(body) == OF_THE_HEADER
    assert header_of(body).file_bytes == len(body)
    assert header_of(gguf(QWEN3, SMALL_TENSORS, version=2)).file_bytes == len(body)


def test_every_file_type_has_its_name():
    names = json.loads((WIRE / "file_type_names.json").read_text())["file_type"]

    assert {number: FILE_TYPES[int(number)] for number in names} == names


@pytest.mark.parametrize(
    ("file_type", "quantization"), [(7, "Q8_0"), (1024 + 15, "Q4_K_M"), (1, "F16"), (38, "MXFP4_MOE"), (999, None)]
)
def test_the_file_type_names_the_quantization(file_type, quantization):
    tensors = [((8,), 77, 0)]  # a tensor type that nobody knows yet

    assert facts(gguf({**QWEN3, "general.file_type": file_type}, tensors)).get("quantization") == quantization


def test_without_a_file_type_most_elements_decide():
    keys = {key: value for key, value in QWEN3.items() if key != "general.file_type"}

    assert facts(gguf(keys, [((32, 100), 8, 0), ((1000,), 0, 0)]))["quantization"] == "Q8_0"


def test_the_family_is_the_names_where_that_is_more_exact_than_the_architecture():
    keys = {"general.architecture": "llama", "general.basename": "Llama-3.1", "general.size_label": "8B"}

    assert facts(gguf(keys))["family"] == "llama3.1"
    assert facts(gguf({"general.architecture": "llama", "general.basename": "My-Own"}))["family"] == "llama"


@pytest.mark.parametrize(
    ("template", "capabilities"),
    [
        ("{%- if tools %}x{% endif %}", ("tools",)),
        ("{%- if tools is defined and tools|length > 0 %}<think>{% endif %}", ("tools", "reasoning")),
        ("{% if not enable_thinking %}", ("reasoning",)),
        ("{{ messages }} our tools are sharp", None),
        ("{% if message.tools_used %}", None),
        ("{%- if mytools %}", None),
    ],
)
def test_capabilities_are_places_in_the_chat_template(template, capabilities):
    assert facts(a_model(tokenizer__chat_template=template)).get("capabilities") == capabilities


@pytest.mark.parametrize(("pooling", "kind"), [(1, "embedding"), (3, "embedding"), (4, "reranker"), (0, None)])
def test_the_pooling_tells_an_embedding_model_and_its_dimensions(pooling, kind):
    found = facts(a_model(qwen3__pooling_type=pooling))

    assert found.get("types") == ((kind,) if kind else None)
    assert found.get("dimensions") == (4096 if kind == "embedding" else None)


@pytest.mark.parametrize("keys", [{"general.architecture": "clip"}, {**QWEN3, "general.type": "adapter"}, {}])
def test_a_piece_that_is_no_model_has_only_a_format(keys):
    assert facts(gguf(keys)) == {"format": "gguf"}


def test_a_split_file_alone_says_nothing():
    assert facts(a_model(split__count=2)) == {}


def claims(tensors=0, keys=0, rest=b"", version=3):
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys) + rest


HOSTILE = (
    b"",
    b"GGU",
    b"GGML" + bytes(100),
    claims(version=1),
    claims(version=0x03000000),
    claims(tensors=2**60),
    claims(keys=2**60),
    claims(keys=1),
    claims(keys=1, rest=struct.pack("<Q", 2**63)),
    claims(keys=1, rest=text("a") + struct.pack("<I", 99)),
    claims(keys=1, rest=text("a") + struct.pack("<IQ", 8, 2**60)),
    claims(keys=1, rest=text("a") + struct.pack("<IIQ", 9, 0, 2**60)),
    claims(keys=1, rest=text("a") + struct.pack("<IIQ", 9, 8, 2**60)),
    claims(keys=1, rest=text("a") + struct.pack("<IIQ", 9, 8, 3_000_000)),
    claims(keys=1, rest=text("a") + struct.pack("<IIQ", 9, 9, 1) * 1000),
    claims(keys=1, rest=text("general.alignment") + struct.pack("<II", 4, 0)),
    claims(tensors=1, rest=text("t") + struct.pack("<I", 2**31)),
    claims(tensors=1, rest=text("t") + struct.pack("<I8Q", 8, *[2**64 - 1] * 8)),
)


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_header_is_refused_with_little_memory(body):
    tracemalloc.start()
    try:
        with pytest.raises(BadGguf):
            header_of(body)
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()


def test_huge_texts_and_arrays_are_skipped_not_kept():
    keys = {"general.license": "x" * 300_000, "tokenizer.ggml.scores": array(6, [1.0] * 100_000), **QWEN3}
    body = gguf({**keys, "general.license": "x" * 300_000}, SMALL_TENSORS)

    assert facts(body) == {field: value for field, value in OF_THE_HEADER.items() if field != "license"}


@given(st.binary(max_size=400))
@example(a_model())
def test_any_bytes_are_a_header_or_refused(body):
    for each in (body, b"GGUF\x03\x00\x00\x00" + body, claims(1, 1, body)):
        try:
            facts(each)
        except BadGguf as error:
            assert str(error)  # noqa: PT017 - both ends are fine


@given(st.integers(0, len(a_model()) - 1), st.integers(0, 255))
def test_a_flipped_byte_makes_other_facts_or_none(position, byte):
    body = bytearray(a_model())
    body[position] = byte
    try:
        facts(bytes(body))
    except BadGguf as error:
        assert str(error)  # noqa: PT017 - both ends are fine


@given(st.integers(0, len(a_model()) - 1))
def test_a_cut_file_is_never_taken_for_a_whole_one(length):
    body = a_model()[:length]
    try:
        assert header_of(body).file_bytes > len(body)
    except BadGguf as error:
        assert str(error)  # noqa: PT017 - both ends are fine
