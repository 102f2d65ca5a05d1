"""The metric families: pure functions from what was seen to what Prometheus reads; docs/metrics.md has the table."""

import platform
from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
    SummaryMetricFamily,
)

from aggregator import __version__
from aggregator.api.metrics.seen import Seen

PREFIX = "llm_aggregator_"


def all_families(seen: Seen) -> Iterator[Metric]:
    """Everything, in the order of the table."""
    yield from provider_families(seen)
    yield from catalogue_families(seen)
    yield from research_families(seen)
    yield from brain_families(seen)
    yield from inside_families(seen)
    yield from http_families(seen)


def provider_families(seen: Seen) -> Iterator[Metric]:
    """How the providers are."""
    up = _gauge("provider_up", "Whether the models of the provider count as available.", "provider")
    state = _gauge("provider_state", "1 for the state that the provider is in.", "provider", "state")
    listed = _gauge("provider_models", "Models that the provider lists.", "provider")
    failures = _gauge("provider_consecutive_failures", "Failed polls in a row.", "provider")
    last_ok = _gauge("provider_last_ok_timestamp_seconds", "When the last good poll was.", "provider")
    latency = _gauge("provider_latency_seconds", "How long the last good poll took.", "provider")
    for status in seen.providers:
        up.add_metric([status.name], float(status.state.serves))
        state.add_metric([status.name, status.state.value], 1.0)
        listed.add_metric([status.name], status.models)
        failures.add_metric([status.name], status.consecutive_failures)
        if status.last_ok is not None:
            last_ok.add_metric([status.name], status.last_ok)
        if status.latency_ms is not None:
            latency.add_metric([status.name], status.latency_ms / 1000)
    yield from (up, state, listed, failures, last_ok, latency)
    yield _counted(seen, "polls", "Polls by outcome: ok, or the kind of the failure.", "provider", "outcome")
    yield _timed(seen, "poll_seconds", "How long polls took, good ones and failed ones.")


def catalogue_families(seen: Seen) -> Iterator[Metric]:
    """What the catalogue holds."""
    models = _gauge("models", "Models in the catalogue.", "provider", "state")
    for (provider, state), count in sorted(Counter((row.provider, row.state) for row in seen.snapshot.rows).items()):
        models.add_metric([provider, state.value], count)
    yield models
    yield _value("catalogue_seq", "Number of the newest change.", seen.snapshot.seq)
    yield _value("catalogue_as_of_timestamp_seconds", "When the catalogue changed last.", seen.snapshot.as_of)
    yield _value("answers_stale", "1 while an actor does not answer and old answers go out.", float(seen.stale))


def research_families(seen: Seen) -> Iterator[Metric]:
    """How far the research is."""
    progress = seen.research
    yield _value("research_queue", "Models that wait for research.", progress.queued)
    states = _gauge("research_models", "Models by the state of their research.", "state")
    for state in ("queued", "loading", "done", "parked"):
        states.add_metric([state], getattr(progress, state))
    yield states
    yield _value(
        "research_oldest_seconds", "How long the longest waiting one has waited.", progress.oldest_seconds or 0.0
    )
    batches = CounterMetricFamily(f"{PREFIX}research_batches", "Batches by outcome.", labels=["outcome"])
    batches.add_metric(["ok"], progress.batches_ok)
    batches.add_metric(["failed"], progress.batches_failed)
    yield batches


def brain_families(seen: Seen) -> Iterator[Metric]:
    """What the brain was asked and what it cost."""
    yield _counted(seen, "brain_calls", "Calls by outcome: answered, or what went wrong.", "outcome")
    yield _timed(seen, "brain_call_seconds", "How long calls took.")
    tokens = CounterMetricFamily(f"{PREFIX}brain_tokens", "Tokens that the brain read and wrote.", labels=["direction"])
    tokens.add_metric(["in"], seen.tokens_in)
    tokens.add_metric(["out"], seen.tokens_out)
    yield tokens


def inside_families(seen: Seen) -> Iterator[Metric]:
    """How the service itself is."""
    yield _value("store_writable", "Whether what is learnt can be kept.", float(seen.store.writable))
    yield _value("store_waiting_records", "Records that wait for the disk.", seen.store.waiting)
    yield _value(
        "config_last_reload_successful", "Whether the file on disk is in force.", float(not seen.config.problems)
    )
    yield _value(
        "config_last_reload_success_timestamp_seconds", "When it was last read well.", seen.config.last_success_at
    )
    yield _counted(seen, "actor_restarts", "Actors that a message broke.", "actor")
    letters = CounterMetricFamily(
        f"{PREFIX}dead_letters", "Messages that reached nobody.", labels=["receiver", "message"]
    )
    for (receiver, message), count in sorted(seen.dead_letters.items()):
        letters.add_metric([receiver, message], count)
    yield letters
    mailboxes = _gauge("mailbox_messages", "Messages that wait in the mailbox of an actor.", "actor")
    for actor, count in sorted(seen.waiting.items()):
        mailboxes.add_metric([actor], count)
    yield mailboxes
    yield _value(
        "loop_lag_seconds", "The longest that the loop was late within the last minute.", seen.loop_lag_seconds
    )
    yield InfoMetricFamily(
        f"{PREFIX}build", "What runs here.", {"version": __version__, "python": platform.python_version()}
    )


def http_families(seen: Seen) -> Iterator[Metric]:
    """What clients asked."""
    requests = CounterMetricFamily(
        f"{PREFIX}http_requests", "Answers by method, route and status.", labels=["method", "route", "status"]
    )
    for (method, route, status), count in sorted(seen.requests.items()):
        requests.add_metric([method, route, str(status)], count)
    yield requests
    yield _value("http_streams", "Open event streams.", seen.streams)
    yield _value("http_connections", "Open connections.", seen.connections)


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(PREFIX + name, text, labels=labels)


def _value(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(PREFIX + name, text, value=value)


def _counted(seen: Seen, name: str, text: str, *labels: str) -> CounterMetricFamily:
    family = CounterMetricFamily(PREFIX + name, text, labels=labels)
    for (counted, *values), count in sorted(seen.counts.items()):
        if counted == name:
            family.add_metric(values, count)
    return family


def _timed(seen: Seen, name: str, text: str) -> SummaryMetricFamily:
    count, total = seen.counts.get((f"{name}_count",), 0.0), seen.counts.get((f"{name}_sum",), 0.0)
    return SummaryMetricFamily(PREFIX + name, text, count_value=int(count), sum_value=total)
