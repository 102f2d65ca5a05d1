"""Telling never raises; what reached nobody is counted, and logged once."""

import threading

import pytest
from structlog.testing import capture_logs

from aggregator.actor.address import Address
from aggregator.actor.dead_letters import DeadLetters
from aggregator.errors import NoAnswer
from tests.fakes.actor_setting import ActorSetting
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.parrot import Break, Parrot, Say, WhatWasSaid


@pytest.fixture
def setting():
    return ActorSetting()


def dead_actor(setting):
    address = setting.address("parrot")
    parrot = Parrot(address, setting.surroundings)
    parrot.actor_stopped.set()
    return address


def test_messages_to_an_actor_that_is_not_there_yet_wait_for_it_in_their_order(setting):
    address = setting.address("parrot")
    address.tell(Say("a"))
    address.tell(Say("b"))
    parrot = Parrot(address, setting.surroundings)
    address.tell(Say("c"))
    assert [parrot.actor_inbox.get_nowait().message.text for _ in range(3)] == ["a", "b", "c"]
    assert setting.dead_letters.counts() == {}


def test_a_message_to_a_dead_actor_is_a_dead_letter(setting):
    address = dead_actor(setting)
    with capture_logs() as logs:
        address.tell(Say("a"))
    assert setting.dead_letters.counts() == {("parrot", "Say"): 1}
    assert logs == [{"event": "dead_letter", "receiver": "parrot", "message": "Say", "log_level": "warning"}]


def test_dead_letters_are_logged_once_by_receiver_and_message_type_and_counted_always(setting):
    address = dead_actor(setting)
    with capture_logs() as logs:
        for _ in range(100):
            address.tell(Say("a"))
            address.tell(Break(ValueError()))
    assert setting.dead_letters.counts() == {("parrot", "Say"): 100, ("parrot", "Break"): 100}
    assert [(log["receiver"], log["message"]) for log in logs] == [("parrot", "Say"), ("parrot", "Break")]


def test_a_request_to_an_actor_that_is_not_there_yet_fails_at_once_and_is_no_dead_letter(setting):
    reply = FakeMailbox()
    with capture_logs() as logs:
        setting.address("nobody").tell(WhatWasSaid(reply))
    assert [type(error) for error in reply.errors] == [NoAnswer]
    assert (logs, setting.dead_letters.counts()) == ([], {})


def test_a_request_to_a_dead_actor_fails_at_once_and_is_a_dead_letter(setting):
    reply = FakeMailbox()
    with capture_logs():
        dead_actor(setting).tell(WhatWasSaid(reply))
    assert [type(error) for error in reply.errors] == [NoAnswer]
    assert setting.dead_letters.counts() == {("parrot", "WhatWasSaid"): 1}


def test_while_the_service_stops_dead_letters_are_counted_silently(setting):
    setting.dead_letters.service_is_stopping()
    with capture_logs() as logs:
        dead_actor(setting).tell(Say("a"))
    assert (logs, setting.dead_letters.counts()) == ([], {("parrot", "Say"): 1})


def test_the_counts_are_a_copy(setting):
    counts = setting.dead_letters.counts()
    setting.dead_letters.service_is_stopping()
    dead_actor(setting).tell(Say("a"))
    assert counts == {}


def test_dead_letters_are_counted_from_every_thread():
    letters = DeadLetters()
    letters.service_is_stopping()

    def lose_many():
        for _ in range(2_000):
            letters.record("nobody", Say("a"))

    threads = [threading.Thread(target=lose_many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert letters.counts() == {("nobody", "Say"): 16_000}


def test_an_address_knows_how_many_messages_wait(setting):
    address = setting.address("parrot")
    assert address.waiting() == 0
    Parrot(address, setting.surroundings)
    assert address.waiting() == 0
    address.tell(Say("a"))
    address.tell(Say("b"))
    assert address.waiting() == 2


def test_an_address_can_be_bound_anew():
    setting = ActorSetting()
    address = Address("parrot", setting.dead_letters)
    first, second = (Parrot(address, setting.surroundings) for _ in range(2))
    address.tell(Say("a"))
    assert (first.actor_inbox.qsize(), second.actor_inbox.qsize()) == (0, 1)
