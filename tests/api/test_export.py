"""The exports, each held against what its program publishes about its format."""

import csv
import io

import orjson
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aggregator.api.export.csv_table import RUN_BY_SPREADSHEETS, csv_table
from aggregator.api.export.formats import FORMATS
from aggregator.data.provider_status import ModelState
from tests.factories import detail
from tests.fakes.catalogue import row
from tests.fakes.http_service import serving

TEXT, FLAG, NUMBER, LEAST_0 = (
    {"type": "string"},
    {"type": "boolean"},
    {"type": "number"},
    {"type": "number", "minimum": 0},
)
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}
FULL = {"type": "string", "minLength": 1}


def strict(required, **optional):
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def record(schema):
    return {"type": "object", "additionalProperties": schema}


def array(schema):
    return {"type": "array", "items": schema}


MODALITIES = array({"enum": ["text", "audio", "image", "video", "pdf"]})

# models.dev, packages/core/src/schema.ts
MODELS_DEV = record(
    strict(
        {
            "id": TEXT,
            "env": {**array(TEXT), "minItems": 1},
            "npm": {"const": "@ai-sdk/openai-compatible"},
            "api": TEXT,
            "name": FULL,
            "doc": FULL,
            "models": record(
                strict(
                    {
                        "id": TEXT,
                        "name": FULL,
                        **dict.fromkeys(("attachment", "reasoning", "temperature", "tool_call", "open_weights"), FLAG),
                        "release_date": DATE,
                        "last_updated": DATE,
                        "modalities": strict({"input": MODALITIES, "output": MODALITIES}),
                        "limit": strict({"context": LEAST_0, "output": LEAST_0}),
                    },
                    knowledge=DATE,
                    cost=strict({"input": LEAST_0, "output": LEAST_0}),
                )
            ),
        }
    )
)

# opencode, packages/opencode/src/config/provider.ts
OPENCODE = strict(
    {
        "$schema": {"const": "https://opencode.ai/config.json"},
        "provider": record(
            strict(
                {},
                npm=TEXT,
                name=TEXT,
                options=strict({}, baseURL=TEXT, apiKey=TEXT),
                models=record(
                    strict(
                        {},
                        name=TEXT,
                        attachment=FLAG,
                        reasoning=FLAG,
                        tool_call=FLAG,
                        limit=strict({"context": NUMBER, "output": NUMBER}),
                        modalities=strict({}, input=MODALITIES, output=MODALITIES),
                    )
                ),
            )
        ),
    }
)

# Continue, packages/config-yaml/src/schemas/models.ts and docs/reference.mdx
CONTINUE = strict(
    {
        "name": TEXT,
        "version": TEXT,
        "schema": {"const": "v1"},
        "models": array(
            strict(
                {"name": TEXT, "provider": {"const": "openai"}, "model": TEXT},
                apiBase=TEXT,
                roles=array({"enum": ["chat", "autocomplete", "embed", "rerank", "edit", "apply", "summarize"]}),
                capabilities=array({"enum": ["tool_use", "image_input"]}),
                defaultCompletionOptions=strict({}, contextLength=NUMBER, maxTokens=NUMBER),
            )
        ),
    }
)

# LiteLLM, docs/proxy/configs and docs/providers/openai_compatible
LITELLM = strict(
    {
        "model_list": array(
            strict(
                {
                    "model_name": TEXT,
                    "litellm_params": strict(
                        {
                            "model": {"type": "string", "pattern": "^openai/."},
                            "api_base": {"type": "string", "pattern": "/v1$"},
                            "api_key": FULL,
                        }
                    ),
                },
                model_info=strict(
                    {"id": TEXT, "mode": TEXT},
                    max_input_tokens={"type": "integer"},
                    max_output_tokens={"type": "integer"},
                    supports_function_calling=FLAG,
                    supports_vision=FLAG,
                ),
            )
        )
    }
)

# OpenRouter, docs/models: API response schema
MAYBE_NUMBER, PRICE = {"type": ["number", "null"]}, {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
OPENROUTER = strict(
    {
        "data": array(
            strict(
                {
                    **dict.fromkeys(("id", "canonical_slug", "name", "description", "hugging_face_id"), TEXT),
                    "created": {"type": "integer"},
                    "context_length": MAYBE_NUMBER,
                    "architecture": strict(
                        {
                            "modality": TEXT,
                            "input_modalities": array({"enum": ["text", "image", "file", "audio", "video"]}),
                            "output_modalities": array({"enum": ["text", "image", "file", "audio", "video"]}),
                            "tokenizer": TEXT,
                            "instruct_type": {"type": ["string", "null"]},
                        }
                    ),
                    "pricing": strict({"prompt": PRICE, "completion": PRICE}),
                    "top_provider": strict(
                        {"context_length": MAYBE_NUMBER, "max_completion_tokens": MAYBE_NUMBER, "is_moderated": FLAG}
                    ),
                    "per_request_limits": {"type": "null"},
                    "supported_parameters": array(TEXT),
                }
            )
        )
    }
)
SCHEMAS = {
    "models.dev": (orjson.loads, MODELS_DEV),
    "opencode": (orjson.loads, OPENCODE),
    "continue": (yaml.safe_load, CONTINUE),
    "litellm": (yaml.safe_load, LITELLM),
    "openrouter": (orjson.loads, OPENROUTER),
}
VISION = detail(
    "server",
    types=["vlm"],
    capabilities=["tools", "vision", "structured_output"],
    context_length=32768,
    max_output_tokens=4096,
    price_input=0.15,
    price_output=1,
    knowledge_cutoff="2024-06",
    input_modalities=["text", "image", "pdf"],
    output_modalities=["text"],
    released="2025-01-31",
)
ROWS = (
    row("=cmd|'/C calc'!A0"),
    row("yes", "attic", detail(types=["embedding"])),
    row("a: b # c", "attic", detail(types=["reranker"])),
    row("123", "attic", detail(types=["asr"])),
    row("qwen2.5-vl:7b", "desk", VISION),
    row("line\u2028sep 模型", "desk", detail("brain", summary='Said "so", it\'s', loaded=True, size_bytes=5)),
)


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_what_its_program_reads(name):
    load, schema = SCHEMAS[name]
    document = load(FORMATS[name].write(ROWS))
    Draft202012Validator(schema).validate(document)
    assert "qwen2.5-vl:7b" in orjson.dumps(document).decode()


names = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(st.lists(names, max_size=5, unique=True), st.sampled_from(list(SCHEMAS)))
def test_every_name_comes_out_as_it_went_in(some, name):
    load, schema = SCHEMAS[name]
    document = load(FORMATS[name].write([row(each) for each in some]))
    Draft202012Validator(schema).validate(document)
    match name:
        case "models.dev":
            shown = [model for provider in document.values() for model in provider["models"]]
        case "opencode":
            shown = [model for provider in document["provider"].values() for model in provider["models"]]
        case "continue":
            shown = [model["model"] for model in document["models"]]
        case "litellm":
            shown = [model["model_name"] for model in document["model_list"]]
        case _:
            shown = [model["id"].removeprefix("desk/") for model in document["data"]]
    assert sorted(shown) == sorted(some)


@given(st.lists(names, max_size=5, unique=True))
def test_no_cell_of_the_table_is_a_formula(some):
    table = csv_table([row(each, "desk", detail("brain", summary=each)) for each in some]).decode()
    lines = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [line["name"].removeprefix("'") for line in lines] == [each.removeprefix("'") for each in some]
    assert not [cell for line in lines for cell in line.values() if cell.startswith(RUN_BY_SPREADSHEETS)]


def test_the_table_holds_every_field_of_the_details():
    (line,) = csv.DictReader(io.StringIO(csv_table([ROWS[4]]).decode()))
    assert (line["types"], line["capabilities"]) == ("vlm", "tools vision structured_output")
    assert (line["context_length"], line["price_input"], line["family"]) == ("32768", "0.15", "")


async def test_only_what_is_available_goes_out():
    async with serving() as service:
        service.catalogue.put(*ROWS, row("gone", state=ModelState.UNREACHABLE))
        for name in FORMATS:
            response = await service.get(f"/api/export/{name}")
            assert response.status == 200
            assert b"qwen2.5-vl:7b" in response.body
            assert b"gone" not in response.body
        missing = await service.get("/api/export/nothing")
    assert missing.status == 404
    assert "models.dev, litellm" in missing.json()["detail"]
