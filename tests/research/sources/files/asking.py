"""What is needed to ask a files source."""

import hashlib
import json
import os
from pathlib import Path

from aggregator.data.batch import Batch, Place, Question
from aggregator.data.endpoint import Endpoint
from aggregator.data.listing import ListedModel
from aggregator.data.model import Model
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.provider import Provider
from aggregator.research.sources.files import FilesSource
from tests.fakes.clock_seconds import WallSeconds
from tests.fakes.gguf_file import a_model

SMALL = a_model()
LONG_AGO = 1_700_000_000
OF_THE_HEADER = {
    "family": "qwen3",
    "format": "gguf",
    "license": "Apache-2.0",
    "parameters": 1056,
    "quantization": "Q4_K_M",
    "context_length": 40960,
    "capabilities": ("tools",),
}
"""What the header of SMALL says."""


def write(path, body=SMALL):
    """A file that has lain there for long, like its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    for each in (path, *path.parents[:6]):
        if os.access(each, os.W_OK) and each != Path("/tmp"):
            os.utime(each, (LONG_AGO, LONG_AGO))
    return path


def digest_of(body):
    return hashlib.sha256(body).hexdigest()


def ollama_model(store, *name, model=SMALL, config=b'{"model_family": "qwen3"}', more=()):
    """A model in an Ollama store; `more` holds kind and body of further layers. Gives the manifest's bytes."""
    layers = [("model", model), *more]
    for body in (config, *(body for _, body in layers)):
        write(store / "blobs" / f"sha256-{digest_of(body)}", body)

    def blob(kind, body):
        return {"mediaType": kind, "digest": f"sha256:{digest_of(body)}", "size": len(body)}

    manifest = {
        "schemaVersion": 2,
        "config": blob("application/vnd.docker.container.image.v1+json", config),
        "layers": [blob(f"application/vnd.ollama.image.{kind}", body) for kind, body in layers],
    }
    body = json.dumps(manifest).encode()
    write(store.joinpath("manifests", *name), body)
    return body


def hub_model(cache, org, name, files, commit="a" * 40, refs=True):
    """A repository in the cache of the Hub's library: links into blobs."""
    home = cache / f"models--{org}--{name}"
    for file, body in files.items():
        blob = write(home / "blobs" / digest_of(body), body)
        link = home / "snapshots" / commit / file
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))
    if refs:
        write(home / "refs" / "main", commit.encode())
    return home


def source_of(*folders, now=None):
    """A source whose providers are named like their folders."""
    return FilesSource(now or WallSeconds(), {str(folder): folder for folder in folders})


def question(name, folder, **known):
    provider = Provider(str(folder), Endpoint.parse("http://127.0.0.1:8080"), files=folder)
    told = ModelDetail.said_by("server", 1, known) if known else NOTHING_KNOWN
    return Question(Model.at(provider.endpoint, name), name, (Place(provider, ListedModel(name, b"{}", b"")),), told)


async def ask(folder, *names, source=None, **known):
    """What the files say, by name."""
    asked = tuple(question(name, folder, **known) for name in names)
    found = await (source or source_of(folder)).research(Batch(1, "files", asked))
    return {topic.name: detail.values() for topic, detail in found.items()}


async def ask_one(folder, name, source=None, **known):
    return (await ask(folder, name, source=source, **known))[name]
