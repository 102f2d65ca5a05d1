"""The files source: off the loop, inside its folders, and never twice for nothing."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.batch import Batch, Place, Question
from aggregator.data.endpoint import Endpoint
from aggregator.data.fact import Fact
from aggregator.data.listing import ListedModel
from aggregator.data.model import Model
from aggregator.data.model_detail import ModelDetail
from aggregator.data.provider import Provider
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.research.sources.files.folder_scan import FolderScan
from aggregator.research.sources.files.known_headers import KnownHeaders
from aggregator.research.sources.files.models_folder import ModelsFolder
from aggregator.research.sources.source import Ageing, Scope, Source
from tests.fakes.clock_seconds import WallSeconds
from tests.fakes.gguf_file import a_model
from tests.research.sources.files.asking import LONG_AGO, OF_THE_HEADER, SMALL, ask, ask_one, question, source_of, write


def test_it_is_a_source_of_models():
    source: Source = source_of()
    assert (source.name, source.scope, source.batch_size, source.concurrency) == ("files", Scope.MODEL, 50, 1)
    assert isinstance(source, Ageing)
    assert source.lasts_seconds(ModelDetail()) < source.lasts_seconds(ModelDetail.said_by("files", 1, {"family": "x"}))


def test_with_other_folders_everything_is_looked_up_anew(tmp_path):
    assert source_of(tmp_path).version == source_of(tmp_path).version
    assert len({source_of(*folders).version for folders in ((), (tmp_path,), (tmp_path / "a",))}) == 3


async def test_facts_are_dated_and_an_unknown_name_gets_an_empty_answer(tmp_path):
    write(tmp_path / "model.gguf")
    source = source_of(tmp_path, now=WallSeconds(1_800_000_000.9))

    known, unknown = (
        await source.research(Batch(1, "files", (question("model", tmp_path), question("other", tmp_path))))
    ).values()

    assert known.facts["family"] == Fact("qwen3", "files", 1_800_000_000)
    assert not unknown


async def test_a_provider_without_a_folder_gets_an_empty_answer():
    provider = Provider("p", Endpoint.parse("http://127.0.0.1:8080"))
    asked = Question(Model.at(provider.endpoint, "a"), "a", (Place(provider, ListedModel("a", b"{}", b"")),))

    assert [detail.values() for detail in (await source_of().research(Batch(1, "files", (asked,)))).values()] == [{}]


async def test_a_folder_that_is_absent_delays_its_own_models_only(tmp_path):
    write(tmp_path / "there" / "model.gguf")
    source = source_of(tmp_path / "there", tmp_path / "away")
    asked = (question("model", tmp_path / "there"), question("away", tmp_path / "away"))

    assert [topic.name for topic in await source.research(Batch(1, "files", asked))] == ["model"]
    with pytest.raises(ResearchError, match="can't be read") as caught:
        await source.research(Batch(2, "files", asked[1:]))
    assert not isinstance(caught.value, SourceUnavailable)

    write(tmp_path / "away" / "away.gguf")
    assert (await ask_one(tmp_path / "away", "away", source))["size_bytes"] == len(SMALL)


async def test_files_that_come_go_and_grow_are_noticed(tmp_path):
    source = source_of(tmp_path)
    write(tmp_path / "a.gguf")
    assert (await ask_one(tmp_path, "a", source))["size_bytes"] == len(SMALL)

    (tmp_path / "b.gguf").write_bytes(SMALL)  # the folder's time changes with it
    assert (await ask_one(tmp_path, "b", source))["size_bytes"] == len(SMALL)
    (tmp_path / "b.gguf").write_bytes(SMALL + bytes(32))
    assert (await ask_one(tmp_path, "b", source))["size_bytes"] == len(SMALL) + 32
    (tmp_path / "b.gguf").unlink()
    assert await ask(tmp_path, "a", "b", source=source) == {"a": {**OF_THE_HEADER, "size_bytes": len(SMALL)}, "b": {}}


async def test_links_out_of_the_folder_pipes_and_circles_are_survived(tmp_path):
    top = tmp_path / "top"
    write(tmp_path / "outside.gguf")
    write(top / "inside.gguf")
    os.mkfifo(top / "pipe.gguf")
    (top / "out.gguf").symlink_to(tmp_path / "outside.gguf")
    (top / "in.gguf").symlink_to(top / "inside.gguf")
    (top / "circle").symlink_to(top)
    (top / "round.gguf").symlink_to(top / "round.gguf")
    (top / "folder.gguf").mkdir()

    found = await ask(top, "out", "in", "pipe", "round", "folder", "circle/inside")

    assert [name for name, values in found.items() if values] == ["in"]


async def test_the_folder_itself_may_be_a_link(tmp_path):
    write(tmp_path / "real" / "model.gguf")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert (await ask_one(tmp_path / "link", "model"))["family"] == "qwen3"


@given(st.text(max_size=60))
async def test_any_name_gets_an_answer(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp()

    assert (await ask(folder, name)).keys() == {name}


@given(st.binary(max_size=300))
async def test_any_bytes_in_the_files_get_an_answer(tmp_path_factory, body):
    folder = tmp_path_factory.mktemp("garbage")
    for path in ("m.gguf", "manifests/registry.ollama.ai/library/m/latest", "models--o--m/refs/main"):
        write(folder / path, body)

    assert (await ask(folder, "m", "o/m")).keys() == {"m", "o/m"}


def test_a_header_is_read_once_as_long_as_nobody_writes(tmp_path):
    path = write(tmp_path / "model.gguf")
    folder, headers = ModelsFolder.at(tmp_path), KnownHeaders()
    first = headers.header(folder.file("model.gguf"))

    assert headers.header(folder.file("model.gguf")) is first
    write(path, a_model(general__file_type=7))
    os.utime(path, (LONG_AGO + 1, LONG_AGO + 1))
    assert headers.header(folder.file("model.gguf")).values["general.file_type"] == 7


def test_a_scan_is_current_until_a_folder_changes(tmp_path):
    write(tmp_path / "a" / "b" / "model.gguf")
    scan = FolderScan.of(tmp_path, LONG_AGO + 10)

    assert scan.paths == ("a/b/model.gguf",)
    assert scan.is_current()
    assert not FolderScan.of(tmp_path, LONG_AGO + 1).is_current()
    (tmp_path / "a" / "b" / "new.gguf").touch()
    assert not scan.is_current()


def test_a_scan_goes_only_so_deep(tmp_path):
    write(tmp_path.joinpath(*"abcde", "five.gguf"))
    write(tmp_path.joinpath(*"abcdef", "six.gguf"))

    assert FolderScan.of(tmp_path, LONG_AGO).paths == ("a/b/c/d/e/five.gguf",)
