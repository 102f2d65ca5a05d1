"""Stage: an un-started ModelServiceActor among fakes, and short ways to let time pass and polls end."""

from typing import Any

import attrs
from structlog.testing import capture_logs

from aggregator.data.poll_outcome import PollOutcome
from aggregator.data.provider import Provider
from aggregator.data.provider_status import ProviderStatus
from aggregator.discovery.model_service import ModelServiceActor
from aggregator.messages import GetProviders, SettingsChanged
from aggregator.settings.settings import PollingSettings, Settings
from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.door import FakeWork
from tests.fakes.mailbox import FakeMailbox

POLLING = PollingSettings()


@attrs.frozen
class Asked:
    """One poll that was begun."""

    provider: Provider
    last: Any
    limits: Any
    max_models: int
    at: float


class Stage:
    """`details` and `store` are the peers, `asked` all polls that were begun, `logs` all log events."""

    def __init__(self, *providers: Provider, polling: PollingSettings = POLLING) -> None:
        self.setting = ActorSetting()
        self.clock, self.door = self.setting.clock, self.setting.door
        self.details, self.store = FakeMailbox("details"), FakeMailbox("store")
        self.asked: list[Asked] = []
        self.logs: list[Any] = []
        self.poll_error: Exception | None = None
        self.address = self.setting.address("models")
        self.settings = Settings(providers=providers, polling=polling)
        with capture_logs():
            self.actor = ModelServiceActor(
                self.address, self.setting.surroundings, self._poll, self.details, self.store, providers, polling
            )
            begin(self.actor)

    def _poll(self, provider, last, limits, max_models):
        if self.poll_error is not None:
            raise self.poll_error
        self.asked.append(Asked(provider, last, limits, max_models, self.clock.monotonic))
        return _never()

    def tell(self, *messages: Any) -> None:
        """Let the actor handle these, and what else is in its inbox."""
        with capture_logs() as logs:
            for message in messages:
                self.address.tell(message)
            deliver(self.actor)
        self.logs += logs

    def request(self, make: Any, *arguments: Any) -> Any:
        """The answer to a request."""
        reply = FakeMailbox()
        self.tell(make(*arguments, reply))
        return reply.answer

    def change(self, *providers: Provider, polling: PollingSettings | None = None) -> None:
        """The config file has other providers, or another rhythm, now."""
        self.settings = attrs.evolve(self.settings, providers=providers, polling=polling or self.settings.polling)
        self.tell(SettingsChanged(self.settings))

    # ---- time

    def pass_time(self, seconds: float) -> None:
        """Time passes, timer by timer; polls that begin stay in flight."""
        end = self.clock.monotonic + seconds
        while (timers := self.door.pending_timers) and timers[0].due_at <= end:
            self.door.fire_next()
            self.tell()
        self.clock.advance(max(end - self.clock.monotonic, 0.0))

    def begin_poll(self, name: str) -> None:
        """Time passes until this provider is being asked."""
        while name not in self.in_flight:
            self.door.fire_next()
            self.tell()

    # ---- polls

    @property
    def in_flight(self) -> list[str]:
        """The providers that are being asked."""
        return [asked.provider.name for asked, work in self._polls() if work.pending]

    def work_of(self, name: str) -> FakeWork:
        """The latest poll of this provider."""
        return [work for asked, work in self._polls() if asked.provider.name == name][-1]

    def end_poll(self, name: str, outcome: PollOutcome) -> None:
        """The poll in flight ends so."""
        self.work_of(name).finish(outcome)
        self.tell()

    def poll(self, name: str, *outcomes: PollOutcome) -> None:
        """Let this provider's turns come, and end so."""
        for outcome in outcomes:
            self.begin_poll(name)
            self.end_poll(name, outcome)

    def _polls(self) -> list[tuple[Asked, FakeWork]]:
        return list(zip(self.asked, self.door.works, strict=True))

    # ---- what can be seen

    def statuses(self) -> dict[str, ProviderStatus]:
        """All providers by name."""
        return {status.name: status for status in self.request(GetProviders)}

    def due_in(self, name: str) -> float | None:
        """Seconds until this provider's next poll; None while it is asked."""
        due_at = self.statuses()[name].next_poll_at
        return None if due_at is None else round(due_at - self.clock.wall, 6)

    def events(self, name: str) -> list[Any]:
        """The log lines of one event."""
        return [log for log in self.logs if log["event"] == name]


async def _never() -> None:
    raise AssertionError("a poll ends by hand here")
