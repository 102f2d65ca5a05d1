"""KeptCache: a SourceCache that survives restarts: what is put there goes to the store, too."""

from aggregator.actor.mailbox import Mailbox
from aggregator.data.records import AnswerCached
from aggregator.messages import Keep, Recalled
from aggregator.research.sources.cache import CachedAnswer, MemoryCache


class KeptCache(MemoryCache):
    """Used on the loop; as the mailbox of a Recall it is filled with what the store remembers."""

    def __init__(self, store: Mailbox[Keep]) -> None:
        super().__init__()
        self._store = store

    def tell(self, message: Recalled) -> None:
        """Take over what was kept before a restart; what has been fetched since is newer."""
        for kept in message.memory.cached:
            if self.get(kept.key) is None:
                super().put(kept.key, CachedAnswer(kept.body, kept.etag, kept.fetched_at))

    def put(self, key: str, answer: CachedAnswer) -> None:
        """See SourceCache."""
        super().put(key, answer)
        self._store.tell(Keep((AnswerCached(key, answer.body, answer.etag, answer.fetched_at),)))
