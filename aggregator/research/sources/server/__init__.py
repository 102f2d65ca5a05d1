"""The source that asks the servers themselves, model by model, what their lists do not tell."""

from aggregator.research.sources.server.server_source import ServerSource

__all__ = ["ServerSource"]
