"""One spelling for each licence."""

import pytest

from aggregator.research.sources.license_id import license_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apache-2.0", "Apache-2.0"),
        (" MIT ", "MIT"),
        ("cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"),
        ("llama3.1", "llama3.1"),
        ("other", None),
        ("", None),
        (None, None),
        ("Apache License\nVersion 2.0", None),
        ("x" * 100, None),
    ],
)
def test_spdx_where_there_is_one_else_as_it_is_written(text, expected):
    assert license_id(text) == expected
