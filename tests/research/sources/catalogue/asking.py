"""What is needed to ask a catalogue source."""

import json
from pathlib import Path

from aggregator.data.batch import Batch, Place, Question
from aggregator.data.endpoint import Endpoint
from aggregator.data.listing import ListedModel
from aggregator.data.model import Model
from aggregator.data.provider import Provider
from aggregator.research.sources.cache import MemoryCache
from aggregator.research.sources.catalogue import CatalogueSource
from aggregator.settings.settings import CatalogueSettings
from tests.fakes.clock_seconds import WallSeconds

URL = "https://catalogue.test/api.json"
SAMPLE = (Path(__file__).parents[3] / "wire" / "modelsdev" / "api_sample.json").read_bytes()
DAY = 86_400
GPT_5 = {
    "context_length": 400_000,
    "max_output_tokens": 128_000,
    "capabilities": ("tools", "vision", "reasoning", "structured_output"),
    "input_modalities": ("text", "image"),
    "output_modalities": ("text",),
    "knowledge_cutoff": "2024-09-30",
    "released": "2025-08-07",
}
GPT_5_PRICES = {"price_input": 1.25, "price_output": 10.0}


def catalogue_of(**providers):
    """A catalogue: by provider its models, by id an entry; under `_api` the provider's address."""
    return json.dumps(
        {
            name: {
                "id": name,
                **({"api": models["_api"]} if "_api" in models else {}),
                "models": {model: entry for model, entry in models.items() if model != "_api"},
            }
            for name, models in providers.items()
        }
    ).encode()


def source(fetch=None, cache=None, now=None, path=None):
    settings = CatalogueSettings(URL, path, DAY)
    return CatalogueSource(settings, fetch, now or WallSeconds(), MemoryCache() if cache is None else cache)


def provider(url="http://10.0.0.1:8080", kind=None):
    return Provider("p", Endpoint.parse(url), kind=kind)


def question(name, at=None):
    offered_by = at or provider()
    place = Place(offered_by, ListedModel(name, b"{}", b""))
    return Question(Model.at(offered_by.endpoint, name), name, (place,))


async def ask(asked, *names, at=None):
    found = await asked.research(Batch(1, "catalogue", tuple(question(name, at) for name in names)))
    return {topic.name: detail.values() for topic, detail in found.items()}
