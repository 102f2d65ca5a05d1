"""Learnt: what one source found out about one topic, as it is kept."""

import attrs

from aggregator.data.batch import Topic
from aggregator.data.model_detail import ModelDetail


@attrs.frozen
class Learnt:
    """`detail` holds facts of `source` only; an empty one means: asked, and there is nothing to know."""

    topic: Topic
    source: str
    detail: ModelDetail
