"""Ollama's manifests and blobs."""

import json
from pathlib import Path

import pytest

from tests.research.sources.files.asking import OF_THE_HEADER, SMALL, ask_one, digest_of, ollama_model, write

WIRE = Path(__file__).parents[3] / "wire" / "ollama"
LIBRARY = ("registry.ollama.ai", "library")
CONFIG = b'{"model_family": "qwen3"}'


@pytest.mark.parametrize("name", ["qwen3:8b", "library/qwen3:8b", "registry.ollama.ai/library/qwen3:8b"])
async def test_a_model_is_found_under_its_name(tmp_path, name):
    manifest = ollama_model(tmp_path, *LIBRARY, "qwen3", "8b", more=[("license", b"Apache License"), ("params", b"{}")])

    assert await ask_one(tmp_path, name) == {
        **OF_THE_HEADER,
        "size_bytes": len(SMALL) + len(CONFIG) + len(b"Apache License") + len(b"{}"),
        "digest": digest_of(manifest),
    }


async def test_a_model_without_a_tag_is_the_latest_and_one_from_the_hub_lies_under_its_host(tmp_path):
    ollama_model(tmp_path / "models", *LIBRARY, "nomic", "latest")
    ollama_model(tmp_path / "models", "hf.co", "unsloth", "X-GGUF", "Q4_K_M")

    assert (await ask_one(tmp_path, "nomic"))["family"] == "qwen3"
    assert (await ask_one(tmp_path, "hf.co/unsloth/X-GGUF:Q4_K_M"))["family"] == "qwen3"
    assert await ask_one(tmp_path, "nomic:8b") == {}


async def test_the_sizes_of_the_manifest_are_summed_and_a_layer_named_twice_counts_once(tmp_path):
    ollama_model(tmp_path, *LIBRARY, "m", "latest", more=[("system", b"same"), ("template", b"same")])

    assert (await ask_one(tmp_path, "m"))["size_bytes"] == len(SMALL) + len(CONFIG) + len(b"same")


async def test_the_manifest_as_ollama_writes_it(tmp_path):
    manifest = json.loads((WIRE / "disk_manifest.json").read_text())
    manifest["layers"][0]["size"] = 100_000
    blobs = tmp_path / "blobs"
    write(blobs / f"sha256-{'a' * 64}", b"GGUF but not readable".ljust(100_000))
    write(blobs / f"sha256-{'1' * 64}", (WIRE / "disk_config_blob.json").read_bytes())
    write(tmp_path.joinpath("manifests", *LIBRARY, "qwen3", "8b"), json.dumps(manifest).encode())

    assert await ask_one(tmp_path, "qwen3:8b") == {
        "family": "qwen3",
        "format": "gguf",
        "parameters": 8_200_000_000,
        "quantization": "Q4_K_M",
        "size_bytes": 100_000 + 487 + 1723 + 11338 + 120,
        "digest": digest_of(json.dumps(manifest).encode()),
    }


async def test_a_model_whose_blob_is_absent_or_half_there_is_not_there(tmp_path):
    ollama_model(tmp_path, *LIBRARY, "m", "latest")
    blob = tmp_path / "blobs" / f"sha256-{digest_of(SMALL)}"

    write(blob, SMALL[:-1])
    assert await ask_one(tmp_path, "m") == {}
    blob.rename(blob.with_name(f"{blob.name}-partial"))
    assert await ask_one(tmp_path, "m") == {}


async def test_a_model_in_the_cloud_has_no_files(tmp_path):
    manifest = {"config": {"mediaType": "x", "digest": f"sha256:{'1' * 64}", "size": 384}, "layers": None}
    write(tmp_path.joinpath("manifests", *LIBRARY, "gpt-oss", "120b-cloud"), json.dumps(manifest).encode())

    assert await ask_one(tmp_path, "gpt-oss:120b-cloud") == {}


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"{",
        b'{"config": 1, "layers": 2}',
        b'{"config": {"mediaType": "x", "digest": "sha256:../../x", "size": 1}, "layers": [{}]}',
        b"[" * 5000,
    ],
)
async def test_a_broken_manifest_is_survived(tmp_path, manifest):
    write(tmp_path.joinpath("manifests", *LIBRARY, "m", "latest"), manifest)

    assert await ask_one(tmp_path, "m") == {}


@pytest.mark.parametrize("name", ["../../../secret", "..", "a/../b", "/etc/passwd", "", "a:b:c", "a\0b", "x" * 256])
async def test_a_name_never_leads_out_of_the_store(tmp_path, name):
    store = tmp_path / "a" / "b"
    ollama_model(store, *LIBRARY, "m", "latest")
    write(tmp_path / "secret", b"{}")

    assert await ask_one(store, name) == {}


async def test_a_manifest_that_is_a_link_out_of_the_store_is_not_read(tmp_path):
    manifest = ollama_model(tmp_path / "elsewhere", *LIBRARY, "m", "latest")
    ollama_model(tmp_path / "store", *LIBRARY, "other", "latest")
    write(tmp_path / "elsewhere" / "manifest", manifest)
    link = tmp_path.joinpath("store", "manifests", *LIBRARY, "m", "latest")
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "elsewhere" / "manifest")

    assert await ask_one(tmp_path / "store", "m") == {}
    assert await ask_one(tmp_path / "store", "other") != {}
