"""Licences: texts and ids become SPDX-like ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.servers.licenses import license_id


@pytest.mark.parametrize(
    ("said", "spdx"),
    [
        ("Apache License\nVersion 2.0, January 2004\n...", "Apache-2.0"),
        ("   Apache License\n          Version 2.0, January 2004", "Apache-2.0"),
        ("MIT License\n\nCopyright (c) Somebody", "MIT"),
        ("Copyright (c) 2023\n\nPermission is hereby granted, free of charge, to any person obtaining", "MIT"),
        ("LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\nLlama 3.1 Version Release Date", "llama3.1"),
        ("LLAMA 3.2 COMMUNITY LICENSE AGREEMENT", "llama3.2"),
        ("META LLAMA 3 COMMUNITY LICENSE AGREEMENT", "llama3"),
        ("Gemma Terms of Use\n\nLast modified: April 1, 2024", "gemma"),
        ("Tongyi Qianwen LICENSE AGREEMENT", "qwen"),
        ("Creative Commons Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"),
        ("apache-2.0", "Apache-2.0"),
        ("llama3.1", "llama3.1"),
        ("other", None),
        ("Do whatever you like, but send a postcard.", None),
        ("", None),
        (None, None),
        (["mit"], None),
    ],
)
def test_a_licence_is_known_by_its_text_or_its_id(said, spdx):
    assert license_id(said) == spdx


def test_a_text_that_names_another_licence_later_keeps_its_own():
    text = "Gemma Terms of Use\n...\nsome files are under the MIT License"
    assert license_id(text) == "gemma"


@given(said=st.text())
def test_an_id_is_short_and_without_white_space(said):
    found = license_id(said)
    assert found is None or (len(found) <= 40 and not any(character.isspace() for character in found))
