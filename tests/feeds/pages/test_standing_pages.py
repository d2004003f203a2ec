"""The page for what is not there leads into the site from any depth, also where the site is below a folder."""

import re

import pytest

from feeds.pages.standing_pages import missing_page


@pytest.mark.parametrize(
    ("base_url", "begin"),
    [
        ("https://papers.example.org", "/"),
        ("https://ada.github.io/papers", "/papers/"),
        ("https://ada.github.io/a/b/", "/a/b/"),
        ("http://127.0.0.1:8000", "/"),
    ],
)
def test_every_link_begins_at_the_site_itself(base_url: str, begin: str) -> None:
    page = missing_page("Papers & <more>", base_url).decode()
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    inside = [link for link in links if not link.startswith("#")]
    assert len(inside) > 10
    assert all(link.startswith(begin) and not link.startswith("//") for link in inside)
    assert f"{begin}static/style.css" in inside
    assert f'<a href="{begin}index.html">index</a>' in page
    assert "Papers &amp; &lt;more&gt;" in page
    assert 'content="noindex"' in page
