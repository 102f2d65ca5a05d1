"""OpenRouter: a list without any `object`, below `/api`, with prices as strings."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import answer_get, ids_of, new_application
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json

Json = dict[str, Any]


def openrouter(models: Sequence[SimulatedModel] | None = None) -> web.Application:
    """The example body without `models`; the list needs no key."""
    examples = wire_json("openrouter/v1_models.json")["data"]
    cards = examples if models is None else [_card(model, examples[0]) for model in models]
    app = new_application(unknown=unknown_paths.html, names=ids_of(cards), prefix="/api")
    answer_get(app, {"/api/v1/models": lambda: {"data": cards}})
    return app


def _card(model: SimulatedModel, example: Json) -> Json:
    slug = f"{model.publisher}/{model.stem}".lower()
    seen = ["text", "image"] if model.type == "vlm" else ["text"]
    price = f"{model.billions * 2e-9:.10f}"
    thinks = ["include_reasoning", "reasoning"] if "reasoning" in model.traits else []
    return example | {
        "id": slug,
        "canonical_slug": slug,
        "hugging_face_id": model.repo,
        "name": f"{model.publisher}: {model.stem.replace('-', ' ')}",
        "description": f"{model.stem} with {model.size_label} parameters ...",
        "context_length": model.context_length,
        "architecture": {
            "modality": f"{'+'.join(seen)}->text",
            "input_modalities": seen,
            "output_modalities": ["text"],
            "tokenizer": "Other",
            "instruct_type": None,
        },
        "pricing": {"prompt": price, "completion": price},
        "top_provider": {"context_length": model.context_length, "max_completion_tokens": None, "is_moderated": False},
        "supported_parameters": ["max_tokens", "temperature", *thinks, *(["tools"] if "tools" in model.traits else [])],
        "links": {"details": f"/api/v1/models/{slug}/endpoints"},
    }
