"""One actor with its own thread and a real loop, from its start to its end."""

import asyncio
import contextlib

import pytest

from aggregator.actor.actor import Surroundings
from aggregator.actor.address import Address
from aggregator.actor.asking import ask
from aggregator.actor.dead_letters import DeadLetters
from aggregator.actor.loop_door import LoopDoor
from aggregator.data.clock import SystemClock
from tests.fakes.parrot import Break, Parrot, Say, SayLater, WhatWasSaid, WorkOn


@pytest.fixture
async def place():
    """Dead letters and an address, with a parrot that lives there."""
    loop = asyncio.get_running_loop()
    door, letters, given_up = LoopDoor(loop), DeadLetters(), asyncio.Event()
    address = Address("parrot", letters)
    surroundings = Surroundings(door, SystemClock(), lambda _name: loop.call_soon_threadsafe(given_up.set))
    ref = Parrot.start(address, surroundings)
    yield address, letters, ref, given_up
    await door.close()
    with contextlib.suppress(Exception):
        await asyncio.to_thread(ref.stop, timeout=5)


async def heard(address, *, at_least):
    """What was said, once it is so much."""
    for _ in range(10_000):
        said = await ask(address, WhatWasSaid, 5)
        if len(said) >= at_least:
            return said
    raise AssertionError(f"only {said} was said")


async def test_it_answers_works_waits_survives_and_ends(place):
    address, letters, ref, _ = place

    async def work():
        await asyncio.sleep(0)
        return "worked"

    address.tell(Say("lost in the crash"))
    address.tell(Break(ValueError()))
    address.tell(WorkOn(work()))
    address.tell(SayLater(0.0, Say("later")))
    assert set(await heard(address, at_least=2)) == {"worked", "later"}

    assert await asyncio.to_thread(ref.stop, timeout=5)
    assert not ref.is_alive()
    address.tell(Say("to the dead"))
    assert letters.counts() == {("parrot", "Say"): 1}


async def test_it_gives_up_after_too_many_crashes(place):
    address, _, ref, given_up = place
    for _ in range(6):
        address.tell(Break(ValueError()))
    await asyncio.wait_for(given_up.wait(), 5)
    assert ref.is_alive()  # until the service stops it, in its order


async def test_what_an_actor_began_is_called_off_when_it_ends(place):
    address, letters, ref, _ = place
    cancelled = asyncio.Event()

    async def endless():
        address.tell(Say("begun"))
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    address.tell(SayLater(60.0, Say("never")))
    address.tell(WorkOn(endless()))
    await heard(address, at_least=1)
    await asyncio.to_thread(ref.stop, timeout=5)
    await asyncio.wait_for(cancelled.wait(), 5)
    assert letters.counts() == {}


async def test_its_thread_does_not_keep_the_process_alive():
    assert Parrot.use_daemon_thread
