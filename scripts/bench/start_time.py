"""How soon the port answers while every provider hangs, against a bare aiohttp server, in one run."""

import http.client
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
BARE = """
import sys
from aiohttp import web
async def answer(request):
    return web.json_response({"models": []})
app = web.Application()
app.add_routes([web.get("/api/models", answer)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def seconds_to_first_answer(command: list[str], port: int) -> float:
    """From the start of the process to its first 200."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < 30:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/api/models")
                if connection.getresponse().status == 200:
                    return time.perf_counter() - began
            except OSError:
                time.sleep(0.002)
        raise SystemExit("no answer within 30 s")
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Measure both by turns and print the ratio of the medians."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as hanging, tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.yaml")
        bare, service = [], []
        for _round in range(ROUNDS):
            port = free_port()
            bare.append(seconds_to_first_answer([sys.executable, "-c", BARE, str(port)], port))
            port = free_port()
            url = f"http://127.0.0.1:{hanging.getsockname()[1]}"
            providers = "".join(f"  - {{url: '{url}', name: p{number}}}\n" for number in range(10))
            config.write_text(f"server: {{port: {port}}}\nstore: {{path: ''}}\nproviders:\n{providers}")
            service.append(seconds_to_first_answer([sys.executable, "-m", "aggregator", "--config", str(config)], port))
    ours, theirs = statistics.median(service), statistics.median(bare)
    print(f"bare aiohttp {theirs:.3f} s, service {ours:.3f} s, ratio {ours / theirs:.2f} (target at most 1.60)")


if __name__ == "__main__":
    main()
