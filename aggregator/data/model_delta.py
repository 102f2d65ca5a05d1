"""ModelDelta: how two listings of one provider differ."""

import attrs

from aggregator.data.listing import ListedModel, Listing


@attrs.frozen
class ModelDelta:
    """What came, what went, and what is described differently now."""

    added: tuple[ListedModel, ...] = ()
    removed: tuple[ListedModel, ...] = ()
    changed: tuple[ListedModel, ...] = ()

    @classmethod
    def between(cls, old: Listing, new: Listing) -> "ModelDelta":
        """The steps from `old` to `new`, in the order of the listings."""
        before, after = old.by_name, new.by_name
        return cls(
            added=tuple(model for model in new.models if model.name not in before),
            removed=tuple(model for model in old.models if model.name not in after),
            changed=tuple(
                model for model in new.models if model.name in before and not model.same_as(before[model.name])
            ),
        )

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)
