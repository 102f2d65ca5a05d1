"""Recognition: the list first, then probes; never a wrong kind, and undecided while a probe is not answered."""

import pytest

from aggregator.servers.known_kinds import load_kinds
from aggregator.servers.recognition import GENERIC, UNDECIDED, Look, by_word, recognise
from aggregator.servers.server_kind import Answer, Likeness, Probe, ServerKind
from tests.servers.asked import card, good, listed

LIST = listed(card("a", "somebody"))


class Kind(ServerKind):
    def __init__(self, word, likeness, *paths, enough=False):
        self._word, self._likeness = word, likeness
        self.probes = tuple(Probe(path, lambda answer: answer.document == "yes") for path in paths)
        self.one_probe_is_enough = enough

    @property
    def word(self):
        return self._word

    def likeness(self, answer):
        return self._likeness


def sure(word):
    return Kind(word, Likeness.SURE)


def maybe(word, *paths, enough=False):
    return Kind(word, Likeness.MAYBE, *paths, enough=enough)


class Asked:
    """Answers probes, `None` where nobody answers, and remembers which were asked."""

    def __init__(self, **said):
        self._said = {f"/{path}": said for path, said in said.items()}
        self.paths = []

    async def __call__(self, path):
        self.paths.append(path)
        said = self._said.get(path, 404)
        return Answer(said) if isinstance(said, int) else None if said is None else good(said)


async def recognised(kinds, **said):
    return (await recognise(kinds, LIST, Asked(**said))).word


async def test_a_kind_that_is_sure_needs_no_probe():
    asked = Asked()
    assert (await recognise([sure("a"), maybe("b", "/b")], LIST, asked)).word == "a"
    assert asked.paths == []


async def test_an_earlier_kind_is_probed_before_a_sure_one():
    assert await recognised([maybe("a", "/a"), sure("b")], a="yes") == "a"
    assert await recognised([maybe("a", "/a"), sure("b")], a="no") == "b"


async def test_all_probes_of_a_kind_must_match():
    assert await recognised([maybe("a", "/x", "/y")], x="yes", y="yes") == "a"
    assert await recognised([maybe("a", "/x", "/y")], x="yes", y="no") == "generic"
    assert await recognised([maybe("a", "/x", "/y")], x=None, y="no") == "generic"


async def test_for_some_kinds_one_probe_is_enough():
    assert await recognised([maybe("a", "/x", "/y", enough=True)], x="no", y="yes") == "a"
    assert await recognised([maybe("a", "/x", "/y", enough=True)], x="yes", y=None) == "a"
    assert await recognised([maybe("a", "/x", "/y", enough=True)], x="no", y="no") == "generic"


async def test_a_path_is_probed_once_for_all_kinds():
    asked = Asked(x="no")
    await recognise([maybe("a", "/x"), maybe("b", "/x", "/y")], LIST, asked)
    assert asked.paths == ["/x", "/y"]


async def test_a_kind_without_probes_must_be_sure():
    assert await recognised([maybe("a")]) == "generic"


@pytest.mark.parametrize("silence", [None, 408, 429, 500, 503])
async def test_a_probe_that_is_not_answered_leaves_it_undecided(silence):
    assert await recognise([maybe("a", "/a"), maybe("b", "/b")], LIST, Asked(a=silence, b="yes")) is UNDECIDED
    assert await recognise([maybe("a", "/a", "/b", enough=True)], LIST, Asked(a=silence, b="no")) is UNDECIDED


@pytest.mark.parametrize("refusal", [401, 403, 404, 405, 501])
async def test_a_refused_probe_speaks_against_its_kind(refusal):
    assert await recognise([maybe("a", "/a")], LIST, Asked(a=refusal)) is GENERIC


async def test_the_list_of_another_aggregator_is_generic_whatever_it_lists():
    entry = card("Qwen/Qwen3-8B", "vllm", root="Qwen/Qwen3-8B", max_model_len=4096, aggregator={"provider": "gpu-1"})
    assert await recognise(load_kinds(), listed(entry), Asked()) is GENERIC


async def test_a_list_of_mixed_owners_is_generic():
    mixed = listed(card("a", "vllm", root="a", max_model_len=1), card("b", "llamacpp", meta={}))
    assert await recognise(load_kinds(), mixed, Asked()) is GENERIC


def test_a_look_is_status_owners_server_and_first_keys():
    look = Look.of(listed(card("a", "x"), card("b", "y"), server="uvicorn"))
    assert look.owners == {"x", "y"}
    assert (look.server, look.status) == ("uvicorn", 200)
    assert look.keys == {"id", "object", "owned_by"}


@pytest.mark.parametrize("document", [{"data": None}, {"data": []}, [], {}, None, "text", {"data": [1]}])
def test_a_list_without_entries_tells_nothing(document):
    assert Look.of(good(document)).tells_nothing
    assert not Look.of(Answer(404, document=document)).tells_nothing


def test_kinds_are_found_by_their_words():
    kinds = by_word([sure("a"), maybe("a"), sure("b")])
    assert set(kinds) == {"generic", "a", "b"}
    assert kinds["a"].likeness(LIST) is Likeness.SURE
    assert "" not in kinds
    assert UNDECIDED.word == ""
