"""Log lines are a contract: every event that the code can log stands in docs/log-events.md, and nothing else does."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).parent.parent
METHODS = {"debug", "info", "warning", "error", "exception", "critical"}


def logged_events():
    for file in (PROJECT / "aggregator").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
                if "log" in ast.unparse(node.func.value) and node.args:
                    yield file, node.args[0]
            elif isinstance(node, ast.Call) and "getattr(log" in ast.unparse(node.func) and node.args:
                yield file, node.args[0]


def documented_events():
    rows = re.findall(r"^\| `(\w+)` \|", (PROJECT / "docs/log-events.md").read_text(), re.MULTILINE)
    assert len(rows) == len(set(rows))
    return set(rows)


def test_every_event_name_is_a_constant_in_snake_case():
    for file, event in logged_events():
        assert isinstance(event, ast.Constant), f"{file}: {ast.unparse(event)}"
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", event.value), f"{file}: {event.value}"


def test_the_table_names_exactly_the_events_that_can_be_logged():
    assert {event.value for _file, event in logged_events()} == documented_events()
