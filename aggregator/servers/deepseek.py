"""DeepSeek's cloud: three keys an entry, below the origin itself, and no facts."""

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import listed_in
from aggregator.servers.server_kind import Answer, Likeness, Probe, ServerKind

_LIST = "/models"


def _is_list(answer: Answer) -> bool:
    listed = listed_in(answer)
    alike = (card.keys() == {"id", "object", "owned_by"} and card["owned_by"] == "deepseek" for card in listed)
    return bool(listed) and all(alike)


class DeepSeekKind(ServerKind):
    """Recognised by what `/models` says, where the other path is missing or says the same."""

    kind = ProviderKind.DEEPSEEK
    list_path = _LIST
    probes = (Probe(_LIST, _is_list),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        return Likeness.MAYBE if answer.status == 404 or _is_list(answer) else Likeness.NO
