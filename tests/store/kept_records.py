"""Records with every field filled, and strategies for random ones."""

from hypothesis import strategies as st

from aggregator.data.change import Change, ChangeType
from aggregator.data.learnt import Learnt
from aggregator.data.listing import ListedModel, Listing
from aggregator.data.model import Model
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.records import (
    AnswerCached,
    CallBegun,
    CallOver,
    ListingGone,
    ListingKept,
    RowTold,
    TrialKept,
    TrialOver,
)
from aggregator.data.subject import Subject
from tests.factories import detail

SUBJECT = Subject("qwen3:8b", "sha256:1")
MODEL = Model("http://10.0.0.1/desk", 8080, "qwen3:8b")

LEARNT = Learnt(
    SUBJECT, "brain", detail("brain", summary="Small", types=["llm"], price_input=0.5, loaded=True), "prompt-7", 1.5
)
LISTED = ListedModel(
    "qwen3:8b", b'{"id":"qwen3:8b"}', b"\x00\xff", "sha256:1", detail("server", size_bytes=5_000_000_000), "ollama"
)
LISTING = ListingKept("desk", "http://10.0.0.1:8080", Listing((LISTED,)), 1_800_000_000.25)
VIEW = {"name": "qwen3:8b", "port": 8080, "details": {"types": ("llm", "vlm")}, "research": {"attempts": 1}}
TOLD = RowTold(("qwen3:8b", "desk"), VIEW)
TRIAL = TrialKept("brain", MODEL, 3, "it broke", 1_800_000_000.5)
CACHED = AnswerCached("https://hub/x\ny", b"\x00\xff\n{}", '"etag"', 1_800_000_000.5)
BEGUN = CallBegun("boot-1", 7, "qwen3:8b", (SUBJECT, MODEL), 1_800_000_000.5)
OVER = CallOver("boot-1", "answered", 100, 20, 1.5, "the answer\nas it came")


def change(seq, **after):
    return Change(seq, 1.8e9 + seq, ChangeType.MODEL_CHANGED, "desk", "qwen3:8b", {"state": "available"}, after)


CHANGE = change(1, types=("llm", "vlm"))
ONE_OF_EACH = (LEARNT, LISTING, TOLD, TRIAL, CACHED, BEGUN, OVER, CHANGE)

texts = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(["\0", "\ud800", "a\udfffb", "\n", ""])
names = st.sampled_from(["a", "b", "A:latest", "c\0", "\ud800"]) | texts
whole = st.integers(-(2**70), 2**70) | st.sampled_from([2**63, 2**64, -(2**63) - 1])
seconds = st.floats(0, 4e9)
json_values = st.recursive(
    st.none() | st.booleans() | whole | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
views = st.dictionaries(texts, json_values, max_size=4)
topics = st.builds(Subject, names, st.sampled_from(["", "d"])) | st.builds(Model, names, st.integers(1, 65535), names)
sources = st.sampled_from(["brain", "hub", "x\ud800"])
details = st.just(NOTHING_KNOWN) | st.builds(
    lambda source, at, text, words, many: ModelDetail.said_by(
        source, at, {"summary": text, "types": words, "parameters": many, "price_input": many / 7}
    ),
    sources,
    st.integers(0, 2**40),
    texts,
    st.lists(st.sampled_from(["llm", "vlm", "asr"]), max_size=2),
    st.integers(1, 10**15),
)
listed = st.builds(ListedModel, names, st.binary(max_size=9), st.binary(max_size=4), texts, details, texts)
listings = st.lists(listed, max_size=3, unique_by=lambda model: model.name).map(lambda models: Listing(tuple(models)))
providers = st.sampled_from(["desk", "attic", "\ud800\0"])

records = st.one_of(
    st.builds(Learnt, topics, sources, details, texts, seconds),
    st.builds(RowTold, st.tuples(names, providers), st.none() | views),
    st.builds(TrialKept, sources, topics, whole, texts, st.none() | seconds),
    st.builds(TrialOver, sources, topics),
    st.builds(ListingKept, providers, texts, listings, seconds),
    st.builds(ListingGone, providers),
    st.builds(AnswerCached, names, st.binary(max_size=9), texts, seconds),
    st.builds(CallBegun, names, whole, texts, st.lists(topics, max_size=2).map(tuple), seconds),
    st.builds(CallOver, names, texts, whole, whole, seconds, texts),
)
change_parts = st.tuples(
    seconds, st.sampled_from(ChangeType), st.none() | names, st.none() | names, st.none() | views, st.none() | views
)
