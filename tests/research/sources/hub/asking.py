"""What is needed to ask a hub source."""

from pathlib import Path

from aggregator.data.batch import Batch, Question
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.secret import Secret
from aggregator.data.subject import Subject
from aggregator.research.sources.cache import MemoryCache
from aggregator.research.sources.hub import HubSource
from aggregator.settings.settings import HubSettings
from tests.fakes.clock_seconds import WallSeconds

HUB = "https://hub.test"
WIRE = Path(__file__).parents[3] / "wire" / "hub"
DAY = 86_400


def wire(name):
    return (WIRE / name).read_bytes()


def model_url(repo):
    return f"{HUB}/api/models/{repo}?blobs=true"


def card_url(repo):
    return f"{HUB}/{repo}/raw/main/README.md"


def hub(fetch, cache=None, now=None, token="", url=HUB, reads_cards=False):
    settings = HubSettings(url, Secret(token), 7 * DAY)
    return HubSource(
        settings, fetch, now or WallSeconds(), MemoryCache() if cache is None else cache, reads_cards=reads_cards
    )


def question(name, **known):
    told = ModelDetail.said_by("server", 1, known) if known else NOTHING_KNOWN
    return Question(Subject(name), name, known=told)


def batch_of(*questions):
    return Batch(1, "hub", tuple(each if isinstance(each, Question) else question(each) for each in questions))


async def ask(source, *questions):
    found = await source.research(batch_of(*questions))
    return {topic.name: detail.values() for topic, detail in found.items()}
