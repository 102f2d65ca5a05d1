"""Precision and recall of `read_name` over a labelled table of real names."""

from pathlib import Path

import pytest
import yaml

from aggregator.research.sources.name import read_name

LABELLED = yaml.safe_load(Path(__file__).with_name("labelled_names.yaml").read_text(encoding="utf-8"))
JUDGED = ("family", "parameters", "active_parameters", "quantization", "types", "publisher", "hub_repo", "format")
LEAST_RECALL = 0.9


def said_about(name):
    said = read_name(name)
    return {field: list(said[field]) if field == "types" else said[field] for field in JUDGED if field in said}


def test_the_table_is_large_enough_to_mean_something():
    assert len(LABELLED) >= 150
    assert all(set(truth) <= set(JUDGED) for truth in LABELLED.values())


@pytest.mark.parametrize("name", LABELLED)
def test_no_field_that_a_name_gives_is_wrong(name):
    wrong = {field: value for field, value in said_about(name).items() if value != LABELLED[name].get(field)}
    assert wrong == {}


def test_most_of_what_the_names_determine_is_found(capsys):
    found = {field: sum(field in said_about(name) for name in LABELLED) for field in JUDGED}
    there = {field: sum(field in truth for truth in LABELLED.values()) for field in JUDGED}
    recall = sum(found.values()) / sum(there.values())
    with capsys.disabled():
        print(f"\nread_name: recall {recall:.3f} over {len(LABELLED)} names;", end=" ")  # noqa: T201
        print(", ".join(f"{field} {found[field]}/{there[field]}" for field in JUDGED))  # noqa: T201
    assert recall >= LEAST_RECALL
