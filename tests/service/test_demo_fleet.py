"""The demo fleet as a new user meets it: all is listed and researched, every field has its source and time."""

import pytest

from scripts.fleet.demo import ANYWHERE, DemoFleet
from scripts.page.demo_config import demo_config
from tests.service.service_process import service

SOURCES = {"override", "server", "files", "hub", "catalogue", "name", "brain"}


@pytest.fixture
def config(tmp_path):
    return tmp_path / "aggregator.yaml"


async def test_every_field_of_every_row_knows_its_source_and_its_time(config):
    async with DemoFleet(ANYWHERE, brain_seconds=0.05) as fleet:
        config.write_text(demo_config(fleet))
        async with service(config) as running:
            await running.until(
                lambda found: (
                    found["total"] >= fleet.model_count
                    and all(row["research"]["state"] == "done" for row in found["models"])
                )
            )
            plain = (await running.get("/api/models"))["models"]
            told = (await running.get("/api/models?provenance=1"))["models"]
            for row, with_origin in zip(plain, told, strict=True):
                assert row["details"] == {field: fact["value"] for field, fact in with_origin["details"].items()}
                for fact in with_origin["details"].values():
                    assert fact["source"] in SOURCES
                    assert fact["as_of"].endswith("Z")
                one = await running.get(f"/api/models/{row['provider']}/{row['name'].replace('/', '%2F')}")
                for field, claims in one["claims"].items():
                    assert claims[0]["value"] == row["details"][field]
                    assert len({claim["source"] for claim in claims}) == len(claims)


async def test_what_the_operator_says_wins_and_what_he_hides_is_gone(config):
    async with DemoFleet(ANYWHERE, brain_seconds=0.05) as fleet:
        text = demo_config(fleet)
        config.write_text(
            text + "overrides:\n"
            "  - {match: 'qwen3:*', details: {license: MIT, summary: Our own, family: null}}\n"
            "  - {match: 'gpt-oss*', provider: desk, hide: true}\n"
        )
        async with service(config) as running:
            answer = await running.until(
                lambda found: found["models"] and all(row["research"]["state"] == "done" for row in found["models"])
            )
            rows = {(row["name"], row["provider"]): row["details"] for row in answer["models"]}
            assert rows["qwen3:8b", "desk"]["license"] == "MIT"
            assert rows["qwen3:8b", "desk"]["summary"] == "Our own"
            assert "family" not in rows["qwen3:8b", "desk"]
            assert not [name for name, provider in rows if name.startswith("gpt-oss") and provider == "desk"]
            config.write_text(text)
            await running.until(lambda found: [row for row in found["models"] if row["name"] == "gpt-oss:20b"])
