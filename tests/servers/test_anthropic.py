"""Anthropic: pages, a header of its own, and flags for what its models can do."""

import pytest

from aggregator.servers.anthropic import AnthropicKind
from aggregator.servers.server_kind import Answer, Likeness
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import facts, good

KIND = AnthropicKind()
FIRST, LAST = wire_json("anthropic/v1_models_page1.json"), wire_json("anthropic/v1_models_page2.json")
REFUSAL = {
    "type": "error",
    "error": {"type": "invalid_request_error", "message": "anthropic-version: header is required"},
    "request_id": "req_011C",
}


def test_flags_become_our_words():
    assert facts(KIND, FIRST)["claude-opus-4-6"] == {
        "types": ("vlm",),
        "context_length": 200_000,
        "max_output_tokens": 64_000,
        "capabilities": ("vision", "reasoning", "structured_output"),
        "input_modalities": ("text", "image", "pdf"),
        "released": "2026-02-04",
    }


def test_an_entry_without_flags_tells_only_its_date():
    assert facts(KIND, LAST) == {"claude-haiku-4-5-20251001": {"released": "2025-10-01"}}


def test_a_model_without_a_date_has_that_of_the_epoch():
    entry = {"type": "model", "id": "a", "display_name": "A", "created_at": "1970-01-01T00:00:00Z"}
    assert facts(KIND, {"data": [entry]}) == {"a": {}}


def test_the_next_page_begins_after_the_last_model():
    assert KIND.next_page(FIRST) == "/v1/models?limit=1000&after_id=claude-sonnet-4-5-20250929"
    assert KIND.next_page(LAST) is None
    assert KIND.next_page({"has_more": True, "last_id": None}) is None
    assert KIND.next_page({"has_more": True, "last_id": "a&b=c"}).endswith("after_id=a%26b%3Dc")


def test_its_refusal_of_a_request_without_the_header_is_recognised():
    assert KIND.likeness(Answer(400, document=REFUSAL)) is Likeness.SURE
    assert KIND.likeness(good(FIRST)) is Likeness.SURE


@pytest.mark.parametrize("status", [401, 500])
def test_other_refusals_tell_nothing(status):
    assert KIND.likeness(Answer(status, document=wire_json("anthropic/error_401.json"))) is Likeness.NO
