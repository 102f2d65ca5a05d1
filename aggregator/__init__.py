"""llm-aggregator: one live catalogue of every model of every LLM server."""

__version__ = "0.1.0"
