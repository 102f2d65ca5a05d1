"""Model: what a provider offers, by its identity."""

import attrs

from aggregator.data.endpoint import Endpoint


@attrs.frozen(order=True)
class Model:
    """The identity of a model: `url` without port, `port`, and `name` verbatim as its provider sent it."""

    url: str
    port: int
    name: str

    @classmethod
    def at(cls, endpoint: Endpoint, name: str) -> "Model":
        """The model of that name on the server at `endpoint`."""
        return cls(endpoint.url, endpoint.port, name)
