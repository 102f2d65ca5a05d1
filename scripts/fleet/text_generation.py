"""Hugging Face's two servers: TGI for text, and TEI for vectors, which has no `/v1/models` at all."""

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import answer_get, new_application
from scripts.fleet.guard import Guard
from scripts.fleet.known_models import known
from scripts.fleet.simulated_model import SimulatedModel

_TEI_TYPES = {
    "embedding": {"embedding": {"pooling": "cls"}},
    "reranker": {"reranker": {"id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}}},
    "classifier": {"classifier": {"id2label": {"0": "no", "1": "yes"}, "label2id": {"no": 0, "yes": 1}}},
}


def tgi(model: SimulatedModel | None = None, *, key: str = "") -> web.Application:
    """Text Generation Inference with one model: its owner is its own id, and `created` is 0."""
    served = model or known("mistral:7b")[0]
    card = {"id": served.repo, "object": "model", "created": 0, "owned_by": served.repo}
    guard = Guard(key, {"error": "unauthorized", "error_type": "authentication"}, public=frozenset({"/health"}))
    app = new_application(unknown=unknown_paths.nothing, names=lambda: [served.repo], guard=guard)
    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": [card]},
            "/health": lambda: web.Response(),
            "/info": lambda: {
                "model_id": served.repo,
                "model_sha": served.digest[:40],
                "model_pipeline_tag": "text-generation",
                "max_concurrent_requests": 128,
                "max_best_of": 2,
                "max_stop_sequences": 4,
                "max_input_tokens": served.context_length - 1024,
                "max_total_tokens": served.context_length,
                "validation_workers": 2,
                "max_client_batch_size": 4,
                "router": "text-generation-router",
                "version": "3.3.6",
                "sha": None,
                "docker_label": None,
            },
        },
    )
    return app


def tei(model: SimulatedModel | None = None, *, key: str = "") -> web.Application:
    """Text Embeddings Inference with one model, which only `/info` tells."""
    served = model or known("bge-m3")[0]
    guard = Guard(key, {"error": "Unauthorized", "error_type": "Unauthorized"}, public=frozenset({"/health"}))
    app = new_application(unknown=unknown_paths.nothing, names=lambda: [served.repo], guard=guard)
    answer_get(
        app,
        {
            "/health": lambda: web.Response(),
            "/info": lambda: {
                "model_id": served.repo,
                "model_sha": None,
                "model_dtype": "float16",
                "served_model_name": served.repo,
                "model_type": _TEI_TYPES[served.type],
                "max_concurrent_requests": 512,
                "max_input_length": served.context_length,
                "max_batch_tokens": 16_384,
                "max_batch_requests": None,
                "max_client_batch_size": 32,
                "auto_truncate": False,
                "tokenization_workers": 8,
                "version": "1.9.0",
                "sha": None,
                "docker_label": None,
            },
        },
    )
    return app
