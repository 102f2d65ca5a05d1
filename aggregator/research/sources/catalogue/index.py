"""CatalogueIndex: a whole catalogue, ready to be asked about one model at a time."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import attrs
import orjson

from aggregator.data.provider import Provider
from aggregator.errors import AggregatorError
from aggregator.research.sources.catalogue.entry_facts import Statements, agreed, statements_in, values_of
from aggregator.research.sources.catalogue.own_providers import Address, address_of, cloud_names
from aggregator.research.sources.model_key import model_key

MOST_BYTES: Final = 16 * 1024 * 1024
_MOST_MODELS: Final = 100_000
_PREFIX_OF_GEMINI = "models/"


class NotACatalogue(AggregatorError):
    """What was read holds no models."""


@attrs.frozen
class CatalogueIndex:
    """`by_provider` holds entries as they are; where several share an id, or a key, the others hold what all say."""

    by_provider: Mapping[str, Mapping[str, Statements]]
    by_address: Mapping[Address, tuple[str, ...]]
    by_id: Mapping[str, Statements]
    by_key: Mapping[str, Statements]

    @classmethod
    def parse(cls, body: bytes) -> "CatalogueIndex":
        """Read a whole catalogue; takes some tenths of a second for the largest.

        Raises:
            NotACatalogue: it is no JSON of the right shape, holds no model, or absurdly many.
        """
        try:
            document = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise NotACatalogue("it is not JSON") from None
        by_provider: dict[str, dict[str, Statements]] = {}
        by_address: dict[Address, tuple[str, ...]] = {}
        for number, (provider, model, entry) in enumerate(_entries(document)):
            if number == _MOST_MODELS:
                raise NotACatalogue("it holds absurdly many models")
            by_provider.setdefault(provider, {})[model] = statements_in(entry)
        for provider in by_provider:
            if (address := address_of(document[provider].get("api"))) is not None:
                by_address[address] = (*by_address.get(address, ()), provider)
        if not by_provider:
            raise NotACatalogue("it holds no model")
        models = [pair for entries in by_provider.values() for pair in entries.items()]
        return cls(
            by_provider,
            by_address,
            _by(models),
            _by((model_key(model), statements) for model, statements in models),
        )

    def values(self, name: str, provider: Provider | None = None) -> dict[str, object]:
        """What the catalogue says about a model of that exact name, with its prices where the provider is its own."""
        own = self._of_its_own_provider(name, provider) if provider is not None else ()
        if own:
            return values_of(agreed(own), with_prices=True)
        maker, _, rest = name.partition("/")
        found = (
            self.by_provider.get(maker, {}).get(rest) or self.by_id.get(name) or self.by_key.get(model_key(name)) or {}
        )
        return values_of(found, with_prices=False)

    def _of_its_own_provider(self, name: str, provider: Provider) -> tuple[Statements, ...]:
        endpoint = provider.endpoint
        own = dict.fromkeys(chain(self.by_address.get((endpoint.url, endpoint.port), ()), cloud_names(provider)))
        plain = name.removeprefix(_PREFIX_OF_GEMINI)
        entries = (self.by_provider.get(each, {}) for each in own)
        return tuple(found for each in entries if (found := each.get(name) or each.get(plain)))


def _entries(document: object) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for provider, described in document.items() if isinstance(document, dict) else ():
        models = described.get("models") if isinstance(described, dict) else None
        for model, entry in models.items() if isinstance(models, dict) else ():
            if isinstance(entry, dict):
                yield provider, model, entry


def _by(pairs: Iterable[tuple[str, Statements]]) -> Mapping[str, Statements]:
    groups: dict[str, list[Statements]] = {}
    for key, statements in pairs:
        groups.setdefault(key, []).append(statements)
    return {key: group[0] if len(group) == 1 else agreed(group) for key, group in groups.items()}
