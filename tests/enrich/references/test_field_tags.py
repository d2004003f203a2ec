"""Tags with named fields of site generators; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

ONE = "Counting Sheep in the Dark"


@pytest.mark.parametrize(
    "tag",
    [
        f'{{{{< paper title="{ONE}" authors="Ann Author, Bob Builder" arxiv="2401.00001" >}}}}',
        f"{{{{% publication title='{ONE}' authors='Ann Author, Bob Builder' arxiv='2401.00001' %}}}}",
        f'{{% include paper.html title="{ONE}" authors="Ann Author, Bob Builder" url="https://arxiv.org/abs/2401.00001" %}}',
        f'<Paper title="{ONE}" authors={{["Ann Author", "Bob Builder"]}} arxiv="2401.00001" />',
    ],
)
def test_a_tag_with_a_title_and_what_works_have_is_a_paper(tag: str) -> None:
    (one,) = mentions(f"# Publications\n\n{tag}\n", "a.md")
    assert (one.id, one.item and one.item.title, names(one.item)) == ("2401.00001", ONE, ["Ann Author", "Bob Builder"])
    assert one.place.startswith("line 3")


@pytest.mark.parametrize(
    "tag",
    [
        '{{< figure src="a.png" title="The Whole Flock at Night" >}}',
        '<Card title="Getting Started with Sheep" href="/docs" />',
        '{% include toc.html title="On This Page Below" %}',
    ],
)
def test_other_tags_are_none(tag: str) -> None:
    assert mentions(f"# Home\n\n{tag}\n", "a.md") == []
