"""The metrics: Prometheus can read them, and they say what is."""

import re
from pathlib import Path

import orjson
import yaml
from prometheus_client.parser import text_string_to_metric_families

from aggregator.data.config_state import ConfigState
from aggregator.data.provider_status import ModelState, ProviderState
from aggregator.data.research_progress import ResearchProgress
from tests.fakes.catalogue import row
from tests.fakes.http_service import serving, status

DOCS = Path(__file__).parents[2] / "docs"


async def scrape(service):
    response = await service.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(response.body.decode()))
    return {family.name: family for family in families}


def value(families, name, **labels):
    family = families[name] if name in families else families[name.removesuffix("_total")]
    (sample,) = [sample for sample in family.samples if sample.name == name and sample.labels == labels]
    return sample.value


async def test_they_say_what_is():
    async with serving() as service:
        service.catalogue.put(row("a"), row("b"), row("c", state=ModelState.UNREACHABLE, last_seen=1.0))
        service.catalogue.progress = ResearchProgress(queued=4, oldest_seconds=1.5, batches_failed=2)
        service.others.statuses = (status(), status("attic", ProviderState.AUTH_ERROR, last_ok=None, latency_ms=None))
        service.others.config = ConfigState(5.0, ("config.yaml:1: bad",))
        await service.get("/api/models")
        await service.get("/nowhere")
        seen = await scrape(service)
    prefix = "llm_aggregator_"
    assert value(seen, f"{prefix}models", provider="desk", state="available") == 2
    assert value(seen, f"{prefix}models", provider="desk", state="unreachable") == 1
    assert value(seen, f"{prefix}provider_up", provider="desk") == 1
    assert value(seen, f"{prefix}provider_up", provider="attic") == 0
    assert value(seen, f"{prefix}provider_state", provider="attic", state="auth_error") == 1
    assert value(seen, f"{prefix}research_queue") == 4
    assert value(seen, f"{prefix}research_batches_total", outcome="failed") == 2
    assert value(seen, f"{prefix}config_last_reload_successful") == 0
    assert value(seen, f"{prefix}polls_total", provider="desk", outcome="ok") == 3
    assert value(seen, f"{prefix}http_requests_total", method="GET", route="/api/models", status="200") == 1
    assert value(seen, f"{prefix}http_requests_total", method="GET", route="other", status="404") == 1
    assert value(seen, f"{prefix}mailbox_messages", actor="details") == 2
    assert value(seen, f"{prefix}store_writable") == 1


async def test_label_values_from_anywhere_come_back_as_they_were():
    async with serving() as service:
        seen = await scrape(service)
    assert value(seen, "llm_aggregator_dead_letters_total", receiver="runner", message='Odd"\\\nName') == 1


async def test_paths_that_clients_make_up_do_not_grow_the_metrics():
    async with serving() as service:
        for number in range(20):
            await service.get(f"/nowhere/{number}")
            await service.get(f"/v1/models/{number}")
            await service.request(f"M{number}" if number < 1 else "PROPFIND", "/api/models")
        requests = (await scrape(service))["llm_aggregator_http_requests"]
    routes = {sample.labels["route"] for sample in requests.samples}
    assert {"other", "/v1/models/{id}", "/api/models"} >= routes - {"/metrics"}


async def test_the_usual_metrics_of_a_process_are_there():
    async with serving() as service:
        seen = await scrape(service)
    assert {"process_cpu_seconds", "python_info", "llm_aggregator_build_info"} & set(seen) >= {"python_info"}
    assert any(name.startswith("process_") for name in seen)


async def test_every_metric_stands_in_the_table_and_every_one_of_the_table_exists():
    async with serving() as service:
        seen = await scrape(service)
    ours = {name for name in seen if name.startswith("llm_aggregator_")}
    lines = (DOCS / "metrics.md").read_text().splitlines()
    table = {line.split("`")[1].partition("{")[0] for line in lines if line.startswith("| `llm_aggregator_")}
    assert {name.removesuffix("_total") for name in table} == {name.removesuffix("_total") for name in ours}


def test_dashboard_and_alerts_speak_of_metrics_that_exist():
    table = (DOCS / "metrics.md").read_text()
    dashboard = orjson.loads((DOCS / "grafana-dashboard.json").read_bytes())
    (group,) = yaml.safe_load((DOCS / "alerts.yaml").read_text())["groups"]
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    queries += [rule["expr"] for rule in group["rules"]]
    assert len(group["rules"]) == 3
    for name in re.findall(r"llm_aggregator_\w+", " ".join(queries)):
        assert name.removesuffix("_sum").removesuffix("_count") in table, name
