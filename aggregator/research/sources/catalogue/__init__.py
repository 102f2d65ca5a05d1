"""A catalogue of models in the shape of models.dev, from a URL or a file.

entry_facts reads one entry, own_providers tells whose prices hold, index puts
all entries together; from_url and from_file get the current edition, and catalogue_source holds it together.
"""

from aggregator.research.sources.catalogue.catalogue_source import CatalogueSource

__all__ = ["CatalogueSource"]
