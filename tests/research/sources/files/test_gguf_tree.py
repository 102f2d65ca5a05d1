"""Folders with GGUF files: LM Studio's, llama.cpp's, and those that people make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.sources.files.gguf_keys import paths_by_key
from tests.fakes.gguf_file import a_model
from tests.research.sources.files.asking import OF_THE_HEADER, SMALL, ask_one, write

OF_SMALL = {**OF_THE_HEADER, "size_bytes": len(SMALL)}


@pytest.mark.parametrize(
    "name",
    [
        *("unsloth/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M.gguf", "Qwen3-8B-Q4_K_M.gguf", "Qwen3-8B-Q4_K_M"),
        *("unsloth/Qwen3-8B-GGUF", "unsloth/qwen3-8b", "qwen3-8b", "qwen3-8b@q4_k_m", "unsloth/Qwen3-8B-GGUF:Q4_K_M"),
        *("/models/Qwen3-8B-Q4_K_M.gguf", "C:\\models\\Qwen3-8B-Q4_K_M.gguf", "./Qwen3-8B-Q4_K_M.gguf"),
    ],
)
async def test_lm_studios_folders_by_all_the_names_that_servers_give(tmp_path, name):
    write(tmp_path / "unsloth" / "Qwen3-8B-GGUF" / "Qwen3-8B-Q4_K_M.gguf")

    assert await ask_one(tmp_path, name) == {**OF_SMALL, "publisher": "unsloth", "hub_repo": "unsloth/Qwen3-8B-GGUF"}


@pytest.mark.parametrize(
    "name", ["qwen3", "qwen3-8", "Qwen3-8B-Q8_0", "other/qwen3-8b", "qwen3-8b:q8_0", "unsloth", ""]
)
async def test_a_name_that_fits_no_file_exactly_finds_nothing(tmp_path, name):
    write(tmp_path / "unsloth" / "Qwen3-8B-GGUF" / "Qwen3-8B-Q4_K_M.gguf")

    assert await ask_one(tmp_path, name) == {}


async def test_a_path_below_the_folder_is_that_file(tmp_path):
    write(tmp_path / "a" / "model.gguf")
    write(tmp_path / "b" / "model.gguf", SMALL + bytes(32))

    assert await ask_one(tmp_path, f"{tmp_path}/a/model.gguf") == OF_SMALL
    assert await ask_one(tmp_path, "model") == {}


async def test_of_two_quantizations_the_one_that_is_told_counts(tmp_path):
    folder = tmp_path / "unsloth" / "Qwen3-8B-GGUF"
    write(folder / "Qwen3-8B-Q4_K_M.gguf")
    write(folder / "Qwen3-8B-Q8_0.gguf", a_model(general__file_type=7) + bytes(32))
    write(folder / "mmproj-F16.gguf", b"GGUF")

    assert await ask_one(tmp_path, "qwen3-8b") == {}
    assert (await ask_one(tmp_path, "qwen3-8b", quantization="Q8_0"))["size_bytes"] == len(SMALL) + 32
    assert (await ask_one(tmp_path, "qwen3-8b@q4_k_m"))["size_bytes"] == len(SMALL)


async def test_different_models_in_one_folder_have_no_name_in_common(tmp_path):
    write(tmp_path / "llm" / "Qwen3-8B-Q4_K_M.gguf")
    write(tmp_path / "llm" / "gemma-3-4b-it-Q8_0.gguf", a_model(general__file_type=7))

    assert await ask_one(tmp_path, "llm", quantization="Q8_0") == {}
    assert (await ask_one(tmp_path, "gemma-3-4b-it-Q8_0"))["quantization"] == "Q8_0"


async def test_the_shards_of_a_split_file_are_one_model(tmp_path):
    shards = [a_model(split__count=2), a_model(split__count=2)]
    for number, body in enumerate(shards, 1):
        write(tmp_path / "big" / f"Big-Q4_K_M-0000{number}-of-00002.gguf", body)

    for name in ("big", "Big-Q4_K_M", "Big-Q4_K_M-00001-of-00002.gguf"):
        found = await ask_one(tmp_path, name)
        assert (found["size_bytes"], found["parameters"]) == (sum(map(len, shards)), 2 * 1056)

    (tmp_path / "big" / "Big-Q4_K_M-00002-of-00002.gguf").unlink()
    assert await ask_one(tmp_path, "big") == {}


async def test_llama_cpps_cache_names_files_after_their_repository(tmp_path):
    write(tmp_path / "ggml-org_gemma-3-4b-it-GGUF_gemma-3-4b-it-Q4_K_M.gguf")

    assert await ask_one(tmp_path, "ggml-org/gemma-3-4b-it-GGUF:Q4_K_M") == OF_SMALL
    assert await ask_one(tmp_path, "ggml-org/gemma-3-4b-it-GGUF") == OF_SMALL
    assert await ask_one(tmp_path, "ggml-org/gemma-3-4b-it-GGUF:Q8_0") == {}


@pytest.mark.parametrize("ending", [".part", ".incomplete", ".tmp", ".gguf.downloadInProgress"])
async def test_a_file_with_another_ending_is_no_model(tmp_path, ending):
    write(tmp_path / f"model{ending}")

    assert await ask_one(tmp_path, "model") == {}


@pytest.mark.parametrize("body", [b"", SMALL[:100], SMALL[:-1], b"not gguf at all" * 10])
async def test_a_half_written_file_says_nothing(tmp_path, body):
    write(tmp_path / "model.gguf", body)

    assert await ask_one(tmp_path, "model") == {}


PATHS = st.lists(
    st.text(alphabet=st.sampled_from("aA-_./0123"), min_size=1, max_size=20).map(lambda path: f"{path}.gguf"),
    max_size=6,
)


@given(PATHS)
def test_every_file_is_found_under_its_own_path(paths):
    by_key = paths_by_key(paths)

    assert all(path in by_key[path.casefold()] for path in paths)
