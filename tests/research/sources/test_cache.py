"""The cache that lasts as long as the process."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.sources.cache import CachedAnswer, MemoryCache, SourceCache


def answer(body=b"x", fetched_at=0.0):
    return CachedAnswer(body, "", fetched_at)


def test_the_last_answer_under_a_key_is_there():
    cache: SourceCache = MemoryCache()
    cache.put("a", answer(b"old"))
    cache.put("a", answer(b"new"))

    assert cache.get("a") == answer(b"new")
    assert cache.get("b") is None


def test_what_was_not_used_for_longest_goes_first():
    cache = MemoryCache(most_bytes=2)
    cache.put("a", answer())
    cache.put("b", answer())
    cache.get("a")
    cache.put("c", answer())

    assert [key for key in "abc" if cache.get(key)] == ["a", "c"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.binary(max_size=12))))
def test_it_never_holds_much_more_than_it_may_and_always_the_newest(puts):
    cache = MemoryCache(most_bytes=10)
    for key, body in puts:
        cache.put(key, answer(body))
        held = [found.body for each in "abcd" if (found := cache.get(each)) is not None]
        assert cache.get(key) == answer(body)
        assert sum(map(len, held)) <= 10 or held == [body]


def test_an_answer_is_fresh_for_its_time_and_never_when_it_comes_from_the_future():
    assert answer(fetched_at=100.0).is_fresh(100.0, 10)
    assert answer(fetched_at=100.0).is_fresh(109.9, 10)
    assert not answer(fetched_at=100.0).is_fresh(110.0, 10)
    assert not answer(fetched_at=100.0).is_fresh(99.0, 10)
