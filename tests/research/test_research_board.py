import itertools

from aggregator.data.model import Model
from aggregator.data.research_status import ResearchState
from aggregator.data.subject import Subject
from aggregator.research.backoff import Backoff
from aggregator.research.lane import History
from aggregator.research.research_board import ResearchBoard, Trial
from aggregator.research.sources.source import Scope
from tests.fakes.source import FakeSource
from tests.research.leaks import left_over

NOW = 1000.0
A, B = Subject("a"), Subject("b")
A1, A2, B1 = Model("http://1", 80, "a"), Model("http://2", 80, "a"), Model("http://1", 80, "b")
NAME = FakeSource("name")
SERVER = FakeSource("server", Scope.MODEL)
FILES = FakeSource("files", Scope.DIGEST)
BRAIN = FakeSource("brain")


def board_of(*sources, known=()):
    known = set(known)
    return ResearchBoard(
        sources, Backoff(lambda: 0.5), lambda topic, name: (topic, name) in known, itertools.count(1).__next__
    )


def enter(board, subject, model):
    board.enter(subject, model, NOW)
    board.release((subject,), NOW)


def take(board, most=9, now=NOW):
    return [(each.source.name, each.topics) for each in board.take(most, now)]


def test_every_source_is_asked_about_what_its_scope_says():
    board = board_of(NAME, SERVER, FILES)
    enter(board, A, A1)
    with_digest = Subject("d", "sha256:1")
    enter(board, with_digest, B1)

    assert take(board) == [("name", (A, with_digest)), ("server", (A1, B1)), ("files", (A1, with_digest))]


def test_the_same_name_on_many_providers_is_one_question():
    board = board_of(BRAIN)
    for number in range(50):
        enter(board, A, Model(f"http://{number}", 80, "a"))
    assert take(board) == [("brain", (A,))]

    enter(board, A, Model("http://late", 80, "a"))

    assert (take(board), board.held()) == ([], ())
    assert board.status(A, A1, NOW).state is ResearchState.LOADING


def test_what_is_known_is_not_asked():
    board = board_of(NAME, BRAIN, known={(A, "name"), (B, "brain")})
    enter(board, A, A1)
    enter(board, B, B1)

    assert take(board) == [("name", (B,)), ("brain", (A,))]


# ── the brain last ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_brain_waits_until_all_others_have_answered_for_every_model_of_the_subject():
    board = board_of(SERVER, BRAIN)
    board.enter(A, A1, NOW)
    board.enter(A, A2, NOW)
    (batch,) = board.take(9, NOW)
    assert batch.topics == (A1, A2)
    assert board.status(A, A1, NOW).state is ResearchState.LOADING

    board.lane("server").answered(batch.number, {A1}, NOW)
    board.release((A,), NOW)
    assert take(board) == [("server", (A2,))]

    board.lane("server").answered(2, {A2}, NOW)
    board.release((A,), NOW)
    assert take(board) == [("brain", (A,))]


def test_the_hub_waits_for_those_before_it_and_the_brain_for_the_hub():
    known = set()
    numbers = itertools.count(1).__next__
    board = ResearchBoard(
        (BRAIN, FakeSource("hub"), NAME), Backoff(lambda: 0.5), lambda *asked: asked in known, numbers
    )
    enter(board, A, A1)

    for source in ("name", "hub", "brain"):
        (batch,) = board.take(9, NOW)
        assert (batch.source.name, batch.topics) == (source, (A,))
        board.lane(source).answered(batch.number, {A}, NOW)
        known.add((A, source))
        board.release((A,), NOW)

    assert take(board) == []


def test_the_brain_does_not_wait_for_what_failed_once_alone():
    board = board_of(SERVER, BRAIN)
    enter(board, A, A1)
    (batch,) = board.take(1, NOW)

    board.lane("server").failed(batch.number, "it broke", NOW)
    board.release((A,), NOW)

    assert take(board) == [("brain", (A,))]


def test_the_brain_does_not_wait_for_a_source_that_is_away():
    board = board_of(SERVER, BRAIN)
    enter(board, A, A1)
    enter(board, B, B1)
    (batch,) = board.take(1, NOW)

    board.lane("server").unavailable(batch.number, "nobody there", NOW)
    board.release(board.held(), NOW)

    assert take(board) == [("brain", (A, B))]


def test_who_enters_while_a_source_is_away_goes_to_the_brain_at_once():
    board = board_of(SERVER, BRAIN)
    enter(board, A, A1)
    (batch,) = board.take(1, NOW)
    board.lane("server").unavailable(batch.number, "nobody there", NOW)

    enter(board, B, B1)

    assert ("brain", (B,)) in take(board)


def test_while_the_brain_is_held_the_model_is_queued():
    board = board_of(SERVER, BRAIN, known={(A1, "server")})
    board.enter(A, A1, NOW)

    assert board.held() == (A,)
    assert board.status(A, A1, NOW).state is ResearchState.QUEUED


def test_a_question_that_is_held_is_dropped_when_its_answer_came_by_another_way():
    known = set()
    board = ResearchBoard((SERVER, BRAIN), Backoff(lambda: 0.5), lambda *asked: asked in known, lambda: 1)
    enter(board, A, A1)
    (batch,) = board.take(1, NOW)

    known.add((A, "brain"))
    board.lane("server").answered(batch.number, {A1}, NOW)
    board.release((A,), NOW)

    assert (board.held(), take(board)) == ((), [])


def test_a_question_can_be_dropped_at_any_time():
    board = board_of(SERVER, BRAIN)
    enter(board, A, A1)
    assert board.has_question(A)
    board.drop_question(A)
    assert not board.has_question(A)

    (batch,) = board.take(9, NOW)
    board.lane("server").answered(batch.number, {A1}, NOW)
    board.release((A,), NOW)

    assert take(board) == []
    assert board.status(A, A1, NOW).state is ResearchState.DONE


# ── coming and going ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_subject_stays_as_long_as_somebody_offers_it():
    board = board_of(NAME, SERVER)
    enter(board, A, A1)
    enter(board, A, A2)

    board.leave(A, A1)

    assert take(board) == [("name", (A,)), ("server", (A2,))]


def test_when_all_have_left_nothing_is_left():
    board = board_of(NAME, SERVER, FILES, BRAIN)
    for subject, model in ((A, A1), (A, A2), (B, B1)):
        enter(board, subject, model)
    board.take(2, NOW)

    for subject, model in ((A, A1), (A, A2), (B, B1)):
        board.leave(subject, model)
    for lane in board.lanes():
        for number in lane.numbers_in_flight():
            lane.failed(number, "it broke", NOW)
        assert left_over(lane) == {}

    assert (board._models, board._held) == ({}, {})
    assert (take(board), board.next_moment(NOW), board.oldest()) == ([], None, None)


def test_a_topic_that_failed_before_a_restart_waits_on_when_it_enters():
    board = board_of(BRAIN)
    board.remember("brain", A, Trial(History(6, "it broke"), None))
    board.remember("brain", B, Trial(History(2, "it broke"), NOW + 60))

    enter(board, A, A1)
    enter(board, B, B1)
    enter(board, A, A2)

    assert take(board) == []
    assert board.status(A, A1, NOW).state is ResearchState.PARKED
    assert board.next_moment(NOW) == NOW + 60


# ── asked again ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ask_again_asks_every_source_at_once_and_the_brain_only_once():
    board = board_of(NAME, SERVER, BRAIN, known={(A, "name"), (A1, "server"), (A, "brain")})
    enter(board, A, A1)
    assert take(board) == []

    board.ask_again(A, A1, NOW)

    assert take(board) == [("name", (A,)), ("server", (A1,)), ("brain", (A,))]


def test_ask_again_while_the_brain_is_held_is_one_question():
    board = board_of(SERVER, BRAIN)
    enter(board, A, A1)

    board.ask_again(A, A1, NOW)
    server, brain = board.take(9, NOW)
    board.lane("brain").answered(brain.number, {A}, NOW)
    board.lane("server").answered(server.number, {A1}, NOW)
    board.release((A,), NOW)

    assert take(board) == []


def test_ask_again_revives_what_is_parked():
    board = board_of(BRAIN)
    board.remember("brain", A, Trial(History(6, "it broke"), None))
    enter(board, A, A1)

    board.ask_again(A, A1, NOW)

    assert board.status(A, A1, NOW).state is ResearchState.QUEUED
    assert take(board) == [("brain", (A,))]


# ── turns, moments, statuses ──────────────────────────────────────────────────────────────────────────────────────────


def test_lanes_take_turns_and_no_more_goes_out_than_is_asked_for():
    small, other = FakeSource("plugin", batch_size=1, concurrency=9), FakeSource("name", batch_size=1, concurrency=9)
    board = board_of(small, other)
    for number in range(3):
        enter(board, Subject(str(number)), Model("http://1", 80, str(number)))

    assert [source for source, _topics in take(board, 3)] == ["plugin", "name", "plugin"]


def test_a_lane_takes_no_more_batches_than_its_source_takes_side_by_side():
    board = board_of(FakeSource("plugin", batch_size=1, concurrency=2))
    for number in range(5):
        enter(board, Subject(str(number)), Model("http://1", 80, str(number)))

    assert len(take(board)) == 2
    assert not board.can_take(NOW)


def test_the_next_moment_is_never_past_though_another_lane_has_work_now():
    # Else a timer would fire over and over while all loaders are busy.
    board = board_of(FakeSource("plugin", batch_size=1, concurrency=1), FILES)
    enter(board, A, A1)
    enter(board, B, B1)
    files = next(each for each in board.take(9, NOW) if each.source is FILES)
    board.lane("files").failed(files.number, "it broke", NOW)
    for each in board.take(9, NOW):
        board.lane(each.source.name).failed(each.number, "it broke", NOW)
    (hub,) = board.lane("plugin").numbers_in_flight()
    board.lane("plugin").returned(hub)

    later = NOW + 10_000
    assert board.can_take(later)
    assert board.next_moment(later) is None


def test_the_status_of_a_model_is_that_of_the_busiest_lane_with_the_most_attempts():
    board = board_of(SERVER, BRAIN)
    board.remember("brain", A, Trial(History(6, "it broke"), None))
    enter(board, A, A1)
    assert board.status(A, A1, NOW).state is ResearchState.QUEUED
    (batch,) = board.take(1, NOW)
    assert board.status(A, A1, NOW).state is ResearchState.LOADING

    board.lane("server").answered(batch.number, {A1}, NOW)

    status = board.status(A, A1, NOW)
    assert (status.state, status.attempts, status.last_error) == (ResearchState.PARKED, 6, "it broke")


def test_a_new_board_takes_over_what_is_in_flight():
    former = board_of(NAME, BRAIN)
    enter(former, A, A1)
    (batch,) = former.take(9, NOW)
    board = board_of(NAME)
    board.take_over(former)

    enter(board, A, A1)

    assert take(board) == []
    board.lane("name").failed(batch.number, "it broke", NOW)
    assert board.status(A, A1, NOW).attempts == 1


def test_a_new_board_remembers_who_failed_but_with_the_sources_that_are_asked_otherwise():
    former = board_of(NAME, SERVER)
    enter(former, A, A1)
    for batch in former.take(9, NOW):
        former.lane(batch.source.name).failed(batch.number, "it broke", NOW)
    board = board_of(NAME, SERVER)
    board.take_over(former, ("server",))

    enter(board, A, A1)

    assert [batch.source.name for batch in board.take(9, NOW)] == ["server"]
    assert board.lane("name").status(A, NOW).attempts == 1
