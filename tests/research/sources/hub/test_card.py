"""The first real paragraph of a model card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.sources.hub.card import first_paragraph

CARD = """---
license: apache-2.0
base_model: Qwen/Qwen3-8B-Base
---
<!-- a comment
     of two lines -->
# Qwen3-8B
<a href="https://chat.qwen.ai/"><img alt="Chat" src="https://x.test/badge.svg"/></a>
[![License](https://x.test/license.svg)](https://x.test/license)

```bash
pip install something that has many words in it and is code
```

| Model | Size of the thing in this table |
|-------|------|
| one two three four five six seven | 8B |

Highlights
----------

Qwen3 is the [latest generation](https://x.test/blog) of **large language models** in the `Qwen` series,
offering dense and mixture-of-experts models.

A second paragraph that is not wanted here at all.
"""


def test_headings_badges_tables_code_and_the_front_block_are_skipped():
    assert first_paragraph(CARD) == (
        "Qwen3 is the latest generation of large language models in the Qwen series, "
        "offering dense and mixture-of-experts models."
    )


@pytest.mark.parametrize(
    "readme", ["", "---\nlicense: mit\n---\n", "# Only a title", "- a list of many words that is no prose at all"]
)
def test_a_card_without_prose_has_no_paragraph(readme):
    assert first_paragraph(readme) is None


def test_a_long_paragraph_is_cut():
    assert len(first_paragraph("word " * 1000)) == 500


@given(st.text(alphabet=st.sampled_from("-`#<!>[]()|\n ab~*_"), max_size=300) | st.text(max_size=300))
def test_any_text_gives_one_clean_line_or_nothing(readme):
    paragraph = first_paragraph(readme)

    assert paragraph is None or ("\n" not in paragraph and 0 < len(paragraph) <= 500)


@pytest.mark.parametrize("piece", ["<!--", "[![", "[a](", "<a ", "```\n", "---\n", "![x]("])
def test_a_hostile_card_is_read_in_good_time(piece):
    first_paragraph(piece * 100_000)
