"""Names of repositories are checked before they go into a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.sources.hub.renamed import renamed_to
from aggregator.research.sources.hub_repo import HubRepo


@pytest.mark.parametrize("name", ["Qwen/Qwen3-8B", "01-ai/Yi-1.5-9B", "a/b", "unsloth/gemma-3n-E4B-it-GGUF"])
def test_exactly_org_and_name_is_a_repository(name):
    assert HubRepo.parse(name).path == name


@pytest.mark.parametrize(
    "name",
    [
        *("qwen3", "a/b/c", "../b", "a/..", "a/b..c", "a/b?x=1", "a/b#c", "a%2Fb/c", "a/ b", "", "/", "a/", None, 7),
        *("a/" + "b" * 200, "a/b\n", "a--b/c", "https://evil.test/a"),
    ],
)
def test_anything_else_is_none(name):
    assert HubRepo.parse(name) is None


@given(st.text())
def test_a_path_never_holds_more_than_two_plain_parts(text):
    repo = HubRepo.parse(text)

    assert repo is None or (repo.path == text and text.count("/") == 1 and ".." not in text)


@pytest.mark.parametrize(
    ("location", "repo"),
    [
        ("/api/models/new/name", "new/name"),
        ("https://hub.test/api/models/new/name?blobs=true", "new/name"),
        ("https://evil.test/api/models/new/name", None),
        ("//evil.test/api/models/new/name", None),
        ("http://hub.test/api/models/new/name", None),
        ("/api/models/../secrets", None),
        ("/login", None),
        ("http://[", None),
    ],
)
def test_a_redirect_is_followed_only_to_a_repository_of_the_same_hub(location, repo):
    assert renamed_to("https://hub.test", location) == HubRepo.parse(repo)
