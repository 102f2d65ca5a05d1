"""Overrides: what the operator says about models; it wins over every source."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

import attrs

from aggregator.data.fact import Fact
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.settings.settings import OverrideRule


@attrs.frozen
class Overrides:
    """The rules of the config file; `as_of` is when they were read, in seconds since 1970 (UTC)."""

    rules: tuple[OverrideRule, ...] = ()
    as_of: int = 0

    def detail(self, provider: str, name: str) -> ModelDetail:
        """What the matching rules say, a later rule over an earlier one."""
        if not self.rules:
            return NOTHING_KNOWN
        values = {field: value for rule in self._matching(provider, name) for field, value in rule.details.items()}
        return ModelDetail({field: Fact(value, "override", self.as_of) for field, value in values.items()})

    def hides(self, provider: str, name: str) -> bool:
        """Whether a matching rule takes the row away."""
        return bool(self.rules) and any(rule.hide for rule in self._matching(provider, name))

    def _matching(self, provider: str, name: str) -> Sequence[OverrideRule]:
        return [rule for rule in self.rules if fnmatchcase(name, rule.match) and fnmatchcase(provider, rule.provider)]
