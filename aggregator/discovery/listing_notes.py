"""ListingNotes: what of the providers' lists is to be kept over a restart; decides, and remembers what is kept."""

from aggregator.data.records import ListingGone, ListingKept, Record
from aggregator.discovery.provider_life import Flow, ProviderLife

NOTED_SECONDS = 600.0
"""So old may the time of the last good poll in the store be: the grace time after a kill is that much off at most."""


class ListingNotes:
    """A poll that brings nothing new writes nothing, but now and then the time of the last good one."""

    def __init__(self) -> None:
        self._last_ok: dict[str, float] = {}  # by provider, as the store knows it

    def recalled(self, kept: ListingKept) -> None:
        """This is what the store has."""
        self._last_ok[kept.provider] = kept.last_ok

    def after(self, before: ProviderLife, after: ProviderLife) -> Record | None:
        """What a poll gives to keep; None where the store knows enough."""
        name = after.provider.name
        if after.last_ok is None or not after.listing.models:
            return self._gone(name) if before.listing.models else None
        began_to_fail = after.flow_since(before) is Flow.FAILED
        is_old = after.last_ok - self._last_ok.get(name, 0.0) > NOTED_SECONDS
        if before.listing == after.listing and not began_to_fail and not is_old:
            return None
        self._last_ok[name] = after.last_ok
        return ListingKept(name, after.provider.endpoint.root, after.listing, after.last_ok)

    def _gone(self, name: str) -> Record:
        self._last_ok.pop(name, None)
        return ListingGone(name)
