"""Threads get timers and work done by the loop, and can call them off; a closed door does nothing."""

import asyncio
import gc

import pytest

from aggregator.actor.loop_door import LoopDoor


class Outcomes:
    """What `done` was called with; `arrived` waits for the next."""

    def __init__(self):
        self.queue = asyncio.Queue()

    def __call__(self, result, error):
        self.queue.put_nowait((result, error))

    async def arrived(self):
        return await asyncio.wait_for(self.queue.get(), 5)

    @property
    def none(self):
        return self.queue.empty()


@pytest.fixture
def outcomes():
    return Outcomes()


@pytest.fixture
async def door():
    door = LoopDoor(asyncio.get_running_loop())
    yield door
    await door.close()


async def several_turns():
    for _ in range(10):
        await asyncio.sleep(0)


async def result_of(value):
    return value


async def test_a_timer_armed_on_a_thread_fires_on_the_loop(door):
    fired, loop = asyncio.Event(), asyncio.get_running_loop()

    def call():
        assert asyncio.get_running_loop() is loop
        fired.set()

    await asyncio.to_thread(door.later, 0.0, call)
    await asyncio.wait_for(fired.wait(), 5)


@pytest.mark.parametrize("delay", [0.0, -5.0])
async def test_a_moment_that_is_over_is_now(door, delay):
    fired = asyncio.Event()
    door.later(delay, fired.set)
    await asyncio.wait_for(fired.wait(), 5)


async def test_timers_fire_in_the_order_of_their_moments(door):
    order, last = [], asyncio.Event()
    door.later(0.02, last.set)
    door.later(0.01, lambda: order.append("second"))
    door.later(0.0, lambda: order.append("first"))
    await asyncio.wait_for(last.wait(), 5)
    assert order == ["first", "second"]


@pytest.mark.parametrize("turns", [0, 3])
async def test_a_timer_that_is_called_off_never_fires(door, turns):
    fired, later = [], asyncio.Event()
    timer = door.later(0.0 if turns == 0 else 0.01, lambda: fired.append("called off"))
    for _ in range(turns):
        await asyncio.sleep(0)
    timer.cancel()
    timer.cancel()
    door.later(0.02, later.set)
    await asyncio.wait_for(later.wait(), 5)
    timer.cancel()
    assert fired == []


async def test_a_result_is_delivered(door, outcomes):
    await asyncio.to_thread(lambda: door.run(result_of(7), outcomes))
    assert await outcomes.arrived() == (7, None)


async def test_an_error_is_delivered(door, outcomes):
    async def broken():
        raise LookupError("x")

    door.run(broken(), outcomes)
    result, error = await outcomes.arrived()
    assert result is None
    assert isinstance(error, LookupError)


async def test_work_that_is_called_off_is_cancelled_and_delivers_nothing(door, outcomes):
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless():
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    job = door.run(endless(), outcomes)
    await asyncio.wait_for(begun.wait(), 5)
    await asyncio.to_thread(job.cancel)
    await asyncio.wait_for(ended.wait(), 5)
    await several_turns()
    job.cancel()
    assert outcomes.none


async def test_work_that_is_called_off_before_it_begins_never_begins(door, outcomes):
    begun = []

    async def work():
        begun.append(1)

    door.run(work(), outcomes).cancel()
    await several_turns()
    assert (begun, outcomes.none) == ([], True)


async def test_work_called_off_while_its_start_is_under_way_is_still_cancelled(outcomes):
    waiting = []

    class LateLoop:
        """Runs what it is told only later, as a loop does that is busy while a thread calls."""

        create_task = asyncio.get_running_loop().create_task

        def call_soon_threadsafe(self, call):
            waiting.append(call)

    async def endless():
        await asyncio.Event().wait()

    job = LoopDoor(LateLoop()).run(endless(), outcomes)
    start, checked = waiting.pop(), asyncio.Event()
    start()
    (task,) = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    task.add_done_callback(lambda _task: checked.set())
    job.cancel()
    waiting.pop()()
    await asyncio.wait_for(checked.wait(), 5)
    assert task.cancelled()
    assert outcomes.none


async def test_work_called_off_after_it_ended_delivers_nothing_and_complains_of_nothing(door, outcomes):
    jobs = []

    async def broken():
        jobs[0].cancel()
        raise LookupError("nobody wants to know")

    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    jobs.append(door.run(broken(), outcomes))
    await several_turns()
    gc.collect()
    assert (complaints, outcomes.none) == ([], True)


async def test_work_that_something_else_cancels_is_an_error_not_silence(door, outcomes):
    async def cancelled_from_within():
        raise asyncio.CancelledError

    door.run(cancelled_from_within(), outcomes)
    result, error = await outcomes.arrived()
    assert result is None
    assert "cancelled from within" in str(error)


async def test_work_is_kept_alive_while_it_waits(door, outcomes):
    release = asyncio.Event()

    async def waiting():
        await release.wait()
        return "done"

    door.run(waiting(), outcomes)
    await several_turns()
    gc.collect()
    release.set()
    assert await outcomes.arrived() == ("done", None)


async def test_closing_cancels_all_work_waits_for_it_and_delivers_nothing(outcomes):
    door, begun, ended = LoopDoor(asyncio.get_running_loop()), [], []

    async def endless(name):
        begun.append(name)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)

    for name in "abc":
        door.run(endless(name), outcomes)
    await several_turns()
    await door.close()
    assert (sorted(begun), sorted(ended), outcomes.none) == (["a", "b", "c"], ["a", "b", "c"], True)


async def test_a_closed_door_begins_nothing_new(outcomes):
    door, begun = LoopDoor(asyncio.get_running_loop()), []

    async def work():
        begun.append(1)

    door.run(work(), outcomes)  # told before the door closed, but not begun
    await door.close()
    door.run(work(), outcomes)
    await several_turns()
    assert (begun, outcomes.none) == ([], True)


def test_after_the_loop_is_closed_everything_does_nothing():
    loop = asyncio.new_event_loop()
    door, outcomes = LoopDoor(loop), []
    timer = door.later(10, lambda: outcomes.append("timer"))
    loop.run_until_complete(several_turns())
    loop.close()
    timer.cancel()
    door.later(0, lambda: outcomes.append("timer")).cancel()
    door.run(result_of(7), lambda *outcome: outcomes.append(outcome)).cancel()
    gc.collect()
    assert outcomes == []
