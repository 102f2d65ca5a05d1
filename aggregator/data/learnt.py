"""Learnt: what one source found out about one topic, as it is kept."""

import attrs

from aggregator.data.batch import Topic
from aggregator.data.model_detail import ModelDetail


@attrs.frozen
class Learnt:
    """`detail` holds facts of `source` only; an empty one means: asked, and there is nothing to know.

    `version` names the way in which the source asked (a prompt's version, say), so that a better way can ask anew; `at`
    is when it answered, in seconds since 1970 (UTC), for sources whose answers last only so long.
    """

    topic: Topic
    source: str
    detail: ModelDetail
    version: str = ""
    at: float = 0.0
