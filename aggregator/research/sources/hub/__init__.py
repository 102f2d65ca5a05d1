"""The Hugging Face Hub, or a mirror of it, asked about exact repositories.

In the order of a question: hub_client asks politely and keeps the answers, rate_limit reads when to be silent, renamed
where a repository moved; pages puts together what there is about one, hub_facts (with model_types and sizes) reads its
description and card the first paragraph of its README; hub_source holds it together.
"""

from aggregator.research.sources.hub.hub_source import HubSource

__all__ = ["HubSource"]
