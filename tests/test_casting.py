"""Facts about molds of entries: texts are escaped as feedgen escaped the marks, elements stand as often as asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.casting import cast, mark, mold


def sample(*parts: str) -> str:
    """A feed of one entry, as an XML library writes it."""
    feed = etree.Element("feed")
    entry = etree.SubElement(feed, "entry")
    for part in parts:
        entry.append(etree.fromstring(part))
    for element in entry.iter():
        if element.text:
            element.text = mark(element.text)
        for name, value in element.attrib.items():
            element.set(name, mark(value))
    return etree.tostring(feed, encoding="unicode")


def test_an_element_stands_as_often_as_there_are_texts_for_it() -> None:
    made = mold(sample("<id>id</id>", "<a>name</a>"), "entry", {})
    assert cast(made, {"id": [["7"]], "name": [["x"], ["y"]]}) == b"<entry><id>7</id><a>x</a><a>y</a></entry>"
    assert cast(made, {"id": (), "name": ()}) == b"<entry></entry>"


def test_of_the_forms_of_an_element_each_takes_as_many_texts_as_it_has_places() -> None:
    made = mold(sample("<a><n>name</n></a>", "<a><n>name</n><u>uri</u></a>"), "entry", {})
    texts = {"name": [["x"], ["y", "z"], ["w"]]}
    assert cast(made, texts) == b"<entry><a><n>x</n></a><a><n>y</n><u>z</u></a><a><n>w</n></a></entry>"
    plain = mold(sample("<a>name</a>"), "entry", {})
    assert cast(plain, texts) == b"<entry><a>x</a><a>y</a><a>w</a></entry>"


def test_times_are_marks_too() -> None:
    made = mold("<feed><entry><at>noon</at></entry></feed>", "entry", {"when": "noon"})
    assert cast(made, {"when": [["later"]]}) == b"<entry><at>later</at></entry>"


@pytest.mark.parametrize("text", ["100 %s", "%", "qz", mark("id"), "\\1"])
def test_a_text_that_looks_like_a_mark_or_a_format_is_a_text(text: str) -> None:
    made = mold(sample("<id>id</id>"), "entry", {})
    root = etree.fromstring(cast(made, {"id": [[text]]}))
    assert root.findtext("id") == text


@given(st.text(alphabet="ab &<>\"';é李", max_size=20), st.text(alphabet="ab &<>\"';é李", max_size=20))
def test_texts_are_escaped_as_the_library_escapes_them(text: str, value: str) -> None:
    made = mold(sample('<a b="value">text</a>'), "entry", {})
    entry = etree.Element("entry")
    etree.SubElement(entry, "a", b=value).text = text
    assert cast(made, {"value": [[value, text]]}).decode() == etree.tostring(entry, encoding="unicode")
