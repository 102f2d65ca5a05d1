"""Short ways to make the values that tests are about."""

from typing import Any

from aggregator.data.endpoint import Endpoint
from aggregator.data.listing import ListedModel, Listing
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.poll_outcome import PollAnswer, PollFailure
from aggregator.data.provider import Auth, AuthMethod, Provider, ProviderKind
from aggregator.data.secret import Secret
from aggregator.servers import openai_list


def provider(name: str = "desk", url: str = "http://10.0.0.1:8080", **more: Any) -> Provider:
    """A configured server."""
    return Provider(name, Endpoint.parse(url), **more)


def bearer(key: str = "sk-test-key") -> Auth:
    """Credentials of the most common form."""
    return Auth(AuthMethod.BEARER, Secret(key))


def listed(name: str, *, digest: str = "", facts: ModelDetail = NOTHING_KNOWN, **entry: Any) -> ListedModel:
    """One entry of a list; `entry` are the other keys of its JSON object."""
    return openai_list.listed({"id": name, **entry}, digest, facts)


def listing(*models: str | ListedModel) -> Listing:
    """A list of these names or entries."""
    return Listing(tuple(listed(model) if isinstance(model, str) else model for model in models))


def answer(*models: str | ListedModel, kind: ProviderKind = ProviderKind.GENERIC, **more: Any) -> PollAnswer:
    """A good poll that listed these."""
    return PollAnswer(listing(*models), kind, **more)


def failure(kind: str = "timeout", message: str = "it failed", retry_after: float | None = None) -> PollFailure:
    """A failed poll."""
    return PollFailure(kind, message, retry_after)


def detail(source: str = "server", as_of: int = 1_800_000_000, **values: object) -> ModelDetail:
    """What one source says."""
    return ModelDetail.said_by(source, as_of, values)
