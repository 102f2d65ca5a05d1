"""The config file of the service for a demo fleet that listens on free ports."""

from scripts.fleet.demo import DemoFleet
from scripts.fleet.demo_places import BRAIN
from scripts.fleet.demo_providers import DEAD, HANGING
from scripts.fleet.fleet_server import FleetServer

DISCARD_PORT = 9
"""Where nothing listens, on any machine."""


def demo_config(fleet: DemoFleet, *, server: str = "port: 0", interval_seconds: float = 1.0) -> str:
    """Its text; `fleet` must be running."""
    lines = [f"server: {{{server}}}", "providers:"]
    for name, running in fleet.providers.items():
        lines.append(f"  - {{name: {name}, url: '{running.url}'{_auth(running)}}}")
    lines.append(f"  - {{name: {HANGING}, url: '{fleet.hanging.url}'}}")
    lines.append(f"  - {{name: {DEAD}, url: 'http://127.0.0.1:{DISCARD_PORT}'}}")
    lines.append(f"polling: {{interval_seconds: {interval_seconds}, timeout_seconds: 3}}")
    lines.append(f"{BRAIN}: {{url: '{fleet.brain.url}', model: simulated-brain, concurrency: 2}}")
    return "\n".join([*lines, "store: {path: ''}", "logging: {format: json}", ""])


def _auth(server: FleetServer) -> str:
    auth = server.auth
    key = f", api_key: {auth.key.reveal()}" if auth.key else ""
    return f", auth_method: '{auth.method.value}'{key}"
