"""Listings as text: a head, then one line a model, so that no single step of reading a long one takes long."""

from aggregator.data.listing import ListedModel, Listing
from aggregator.data.records import ListingKept
from aggregator.store.sqlite.details import detail_as_json, detail_of
from aggregator.store.sqlite.json_text import from_json, to_json


def listing_as_text(kept: ListingKept) -> bytes:
    """The head holds the names alone too: to see what left a list, nobody need read the rest."""
    head = {"root": kept.root, "last_ok": kept.last_ok, "names": [model.name for model in kept.listing.models]}
    return b"\n".join((to_json(head), *map(_model_as_text, kept.listing.models)))


def listing_of(provider: str, text: bytes) -> ListingKept:
    """See listing_as_text."""
    head, *lines = text.split(b"\n")
    about = from_json(head)
    models = tuple(_model_of(name, line) for name, line in zip(about["names"], lines, strict=True))
    return ListingKept(provider, about["root"], Listing(models), about["last_ok"])


def names_in(text: bytes) -> list[str]:
    """What a kept list lists."""
    names: list[str] = from_json(text.split(b"\n", 1)[0])["names"]
    return names


def _model_as_text(model: ListedModel) -> bytes:
    # Bytes that are no UTF-8 become lone surrogates, and the same bytes again.
    entry = model.entry.decode("utf-8", "surrogateescape")
    facts = detail_as_json(model.facts)
    return to_json((entry, model.fingerprint.hex(), model.digest, model.kind, facts))


def _model_of(name: str, line: bytes) -> ListedModel:
    entry, fingerprint, digest, kind, facts = from_json(line)
    return ListedModel(
        name=name,
        entry=entry.encode("utf-8", "surrogateescape"),
        fingerprint=bytes.fromhex(fingerprint),
        digest=digest,
        facts=detail_of(facts),
        kind=kind,
    )
