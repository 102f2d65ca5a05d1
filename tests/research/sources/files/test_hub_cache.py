"""The cache of the Hugging Face Hub's library."""

import json

import pytest

from tests.fakes.gguf_file import a_model
from tests.research.sources.files.asking import OF_THE_HEADER, SMALL, ask_one, hub_model, write

CONFIG = json.dumps(
    {"model_type": "qwen3", "architectures": ["Qwen3ForCausalLM"], "max_position_embeddings": 40960}
).encode()
SHARDS = {f"model-0000{number}-of-00002.safetensors": b"x" * number for number in (1, 2)}


@pytest.mark.parametrize("above", ["", "hub"])
async def test_a_repository_of_safetensors_is_as_large_as_its_blobs(tmp_path, above):
    hub_model(tmp_path / above, "Qwen", "Qwen3-8B", {**SHARDS, "config.json": CONFIG, "README.md": b"much"})

    assert await ask_one(tmp_path, "Qwen/Qwen3-8B") == {
        "family": "qwen3",
        "publisher": "Qwen",
        "format": "safetensors",
        "hub_repo": "Qwen/Qwen3-8B",
        "context_length": 40960,
        "size_bytes": 3,
    }


async def test_the_tag_chooses_among_gguf_files_and_the_picture_encoder_is_left_out(tmp_path):
    large = a_model(general__file_type=7) + bytes(1000)
    files = {"X-Q4_K_M.gguf": SMALL, "Q8_0/X.gguf": large, "mmproj-X-F16.gguf": b"GGUF"}
    hub_model(tmp_path, "org", "X-GGUF", files)
    of_the_repo = {"publisher": "org", "hub_repo": "org/X-GGUF"}

    assert await ask_one(tmp_path, "org/X-GGUF:Q4_K_M") == {**OF_THE_HEADER, **of_the_repo, "size_bytes": len(SMALL)}
    assert (await ask_one(tmp_path, "hf.co/org/X-GGUF:Q8_0"))["size_bytes"] == len(large)
    assert await ask_one(tmp_path, "org/X-GGUF:Q5_0") == {}
    assert await ask_one(tmp_path, "org/X-GGUF") == {}
    assert (await ask_one(tmp_path, "org/X-GGUF", quantization="Q8_0"))["size_bytes"] == len(large)


async def test_the_commit_is_the_one_that_main_names_else_the_only_one(tmp_path):
    hub_model(tmp_path, "org", "a", {"model.safetensors": b"old"}, commit="0" * 40)
    hub_model(tmp_path, "org", "a", {"model.safetensors": b"newer"}, commit="1" * 40)
    hub_model(tmp_path, "org", "b", {"model.safetensors": b"only"}, refs=False)

    assert (await ask_one(tmp_path, "org/a"))["size_bytes"] == 5
    assert (await ask_one(tmp_path, "org/b"))["size_bytes"] == 4
    (tmp_path / "models--org--a" / "refs" / "main").write_text("../../../etc")
    assert await ask_one(tmp_path, "org/a") == {}


async def test_two_links_to_one_blob_count_once(tmp_path):
    files = {f"model-0000{number}-of-00002.safetensors": b"the same" for number in (1, 2)}
    hub_model(tmp_path, "org", "a", files)

    assert (await ask_one(tmp_path, "org/a"))["size_bytes"] == len(b"the same")


async def test_a_download_under_way_has_no_size(tmp_path):
    home = hub_model(tmp_path, "org", "a", {"model-00001-of-00002.safetensors": b"first"})
    write(home / "blobs" / "abc.incomplete", b"half")

    assert await ask_one(tmp_path, "org/a") == {}


async def test_a_link_whose_blob_is_gone_or_lies_outside_is_no_file(tmp_path):
    write(tmp_path / "secret", b"secret")
    home = hub_model(tmp_path / "cache", "org", "a", {"other.txt": b"x"})
    link = home / "snapshots" / ("a" * 40) / "model.safetensors"
    for target in (tmp_path / "gone", tmp_path / "secret", link):
        link.symlink_to(target)
        assert await ask_one(tmp_path / "cache", "org/a") == {}
        link.unlink()


async def test_the_repository_that_the_server_knows_is_found_unless_its_format_is_another(tmp_path):
    hub_model(tmp_path, "org", "a", {"model.safetensors": b"x"})

    assert (await ask_one(tmp_path, "my-model", hub_repo="org/a"))["size_bytes"] == 1
    assert await ask_one(tmp_path, "my-model", hub_repo="org/a", format="gguf") == {}
    assert await ask_one(tmp_path, "my-model") == {}


@pytest.mark.parametrize("name", ["../a", "org/..", "org/a/../b", "a", "org/a:", "org--a/b"])
async def test_names_that_are_no_repository_find_nothing(tmp_path, name):
    hub_model(tmp_path, "org", "b", {"model.safetensors": b"x"})

    assert await ask_one(tmp_path, name) == {}
