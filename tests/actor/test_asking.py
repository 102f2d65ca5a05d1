"""The HTTP edge gets an answer, or NoAnswer in time; late answers are dropped."""

import asyncio
import threading

import pytest

from aggregator.actor.asking import LoopReply, ask
from aggregator.errors import NoAnswer
from tests.fakes.actor_setting import ActorSetting
from tests.fakes.parrot import WhatWasSaid


class Responder:
    """A mailbox that does something with each request."""

    def __init__(self, react):
        self.react = react
        self.requests = []

    def tell(self, request):
        self.requests.append(request)
        self.react(request.reply_to)


def on_a_thread(call):
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


async def test_an_answer_given_on_another_thread_arrives():
    mailbox = Responder(lambda reply: on_a_thread(lambda: reply.tell(("a",))))
    assert await ask(mailbox, WhatWasSaid, 5) == ("a",)


async def test_an_actor_that_breaks_on_the_request_says_so_without_details():
    mailbox = Responder(lambda reply: on_a_thread(lambda: reply.fail(KeyError("sk-CANARY"))))
    with pytest.raises(NoAnswer, match=r"^the actor broke on it \(KeyError\)$"):
        await ask(mailbox, WhatWasSaid, 5)


async def test_no_answer_in_time_is_an_error():
    with pytest.raises(NoAnswer, match=r"no answer within 0\.01 s"):
        await ask(Responder(lambda _reply: None), WhatWasSaid, 0.01)


async def test_a_dead_actor_does_not_answer():
    with pytest.raises(NoAnswer):
        await ask(ActorSetting().address("nobody"), WhatWasSaid, 0.01)


async def test_a_late_answer_is_dropped():
    mailbox = Responder(lambda _reply: None)
    with pytest.raises(NoAnswer):
        await ask(mailbox, WhatWasSaid, 0.01)
    reply = mailbox.requests[0].reply_to
    reply.tell(("late",))
    reply.fail(ValueError())
    await asyncio.sleep(0)
    assert reply.future.cancelled()


async def test_only_the_first_answer_counts():
    def answer_twice(reply):
        reply.tell("first")
        reply.tell("second")
        reply.fail(ValueError())

    assert await ask(Responder(answer_twice), WhatWasSaid, 5) == "first"


async def test_an_asker_that_is_cancelled_stays_cancelled():
    asking = asyncio.create_task(ask(Responder(lambda _reply: None), WhatWasSaid, 5))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


def test_an_answer_to_a_closed_loop_is_dropped():
    loop = asyncio.new_event_loop()
    reply = LoopReply(loop)
    loop.close()
    reply.tell("late")
    reply.fail(ValueError())
    assert not reply.future.done()
