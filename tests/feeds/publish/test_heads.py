"""Heads filled in from labels are those that feedgen writes, whatever site and labels say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from enrich.settings import Settings
from feeds.channels.label import Label
from feeds.formats.xml import whole_feed
from feeds.publish.assemble import Site, site_of
from feeds.publish.heads import SiteHeads, metadata_of
from tests.support.papers import MARKUP

SITE = replace(site_of(Settings(), pages=False), title="Papers & <more>", hub="https://hub.example.org/?a=1&b=2")
LABEL = Label("Ada Lovelace", "Papers by Ada Lovelace", "authors/ada", "authors/ada", 1_700_000_000)
TEXTS = st.one_of(
    st.text(alphabet="ab <>&\"'/\\]!-;#xé李\t\n\x00\x92qz", max_size=20),
    st.sampled_from(["José Núñez", "Conan O'Brien", "a  b", " a", "", 'qz&<>"titlezq', "\ud800", "\ufffd", MARKUP]),
)
PATHS = st.sampled_from(["all", "topics/my.topic_1", "authors/x.archive-3"])
LABELS = st.builds(
    Label,
    title=TEXTS,
    description=TEXTS,
    home=PATHS,
    path=PATHS,
    updated=st.none() | st.integers(0, 4_102_444_800),
    older=st.none() | PATHS,
    newer=st.none() | PATHS,
    current=st.none() | PATHS,
)
SITES = st.builds(
    lambda **changes: replace(SITE, **changes),
    title=st.sampled_from(["Papers", 'A "b" \\ & <c>', ""]),
    hub=st.sampled_from([None, SITE.hub]),
    base_url=st.sampled_from(["https://a.org", "https://a.org/?x=1&y=\"'"]),
)


@settings(max_examples=80, deadline=None)
@given(SITES, st.lists(LABELS, max_size=6))
def test_heads_of_labels_are_those_that_feedgen_writes_one_by_one(site: Site, labels: list[Label]) -> None:
    assert [[before + after for before, after in framed] for framed in SiteHeads(site).frames(labels)] == [
        [whole_feed(metadata_of(label, site), (), form) for form in site.formats] for label in labels
    ]


def test_labels_of_a_shape_that_is_known_need_no_feedgen(monkeypatch: pytest.MonkeyPatch) -> None:
    heads = SiteHeads(SITE)
    heads.frames([LABEL])
    monkeypatch.setattr("feeds.formats.xml.FeedGenerator", lambda: pytest.fail("made anew"))
    monkeypatch.setattr("feeds.publish.heads.frames", lambda *_: pytest.fail("one by one"))
    for name in ("Zhe Gan", "Conan O'Brien", 'José "Pepe" Núñez', "李明", "A & B"):
        [framed] = heads.frames([changed(LABEL, title=name)])
        assert len(framed) == 3
