"""Facts about molds: what they cast is what `entries.frame` makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats.molds import Label, Molds
from feeds.formats.xml import FORMATS, frame
from tests.support.papers import MARKUP

PATHS = st.sampled_from(["authors/zhe-gan", "all.archive-3", "topics/my.topic_1"])
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="aé .,:()'-_<>&\"7qz\u00a0", max_size=12),
    st.sampled_from(["Zhe Gan", "O'Brien", "qzpathzq", "Papers by Zhe Gan: events (archive 3)", " a", "a  b", MARKUP]),
)


@given(
    title=TEXTS,
    description=TEXTS,
    home=PATHS,
    path=PATHS,
    updated=st.none() | st.integers(min_value=0, max_value=4_000_000_000),
    older=st.none() | PATHS,
    current=st.none() | PATHS,
)
@pytest.mark.parametrize("hub", [None, "https://hub.example.org/?a=1&b=2"])
def test_a_cast_frame_is_the_frame(
    hub: str | None,
    title: str,
    description: str,
    home: str,
    path: str,
    updated: int | None,
    older: str | None,
    current: str | None,
) -> None:
    molds = Molds("https://feeds.example.org/x", 'Papers & <more> "2"', "de", hub)
    label = Label(title, description, home, path, updated, older, current)
    assert molds.frames(label, FORMATS) == [frame(molds.head(label), form) for form in FORMATS]


def test_names_that_need_no_escaping_are_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    molds = Molds("https://feeds.example.org", "Papers", "en", None)
    names = ("Zhe Gan", "Conan O'Brien", "José Núñez", "李明")
    labels = [Label(name, f"Papers by {name}", "a", "a", 5) for name in names]
    molds.frames(labels[0], ("rss",))
    monkeypatch.setattr("feeds.formats.molds.frame", lambda *_: pytest.fail("made anew"))
    for name, label in zip(names, labels, strict=True):
        ((before, _),) = molds.frames(label, ("rss",))
        assert f"Papers by {name}".encode() in before
