"""A simulated fleet of LLM servers for tests, benchmarks and the demo; `python -m scripts.fleet` starts the demo.

    async with FleetServer(ollama()) as server:             # a free port; ollama() is an aiohttp application
        ...                                                 # server.url, server.auth, server.provider("desk")
        assert server.calls["POST /api/show"] == 4          # each request is counted
        assert not server.loaded                            # no request made it load a model

Where things are: one file a server kind (ollama.py …; several small ones share self_hosted.py and openai_like.py), all
of them by their word in kinds.py, faults in faults.py (FaultyProvider), the LLM that is asked in brain.py
(SimulatedBrain), the demo in demo.py. The bodies in wire/ are examples in the true shape of each server; a kind that is
given models of its own (known_models.py) composes its answers in that shape.
"""
