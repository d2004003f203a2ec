"""Facts about templates: texts are escaped as the library escaped the placeholders, elements stand as often as asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.formats.feed_template import element_template, entry_template, fill, fill_entries, placeholder


def sample(*parts: str) -> str:
    """A feed of one entry, as an XML library writes it."""
    feed = etree.Element("feed")
    entry = etree.SubElement(feed, "entry")
    for part in parts:
        entry.append(etree.fromstring(part))
    for element in entry.iter():
        if element.text:
            element.text = placeholder(element.text)
        for name, value in element.attrib.items():
            element.set(name, placeholder(value))
    return etree.tostring(feed, encoding="unicode")


def in_attribute(text: str) -> str:
    """A placeholder as it stands in an attribute."""
    return placeholder(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def test_an_element_stands_as_often_as_there_are_texts_for_it() -> None:
    template = entry_template([sample("<id>id</id>", "<a>name</a>")], "entry", {})
    entries = [{"id": [["7"]], "name": [["x"], ["y"]]}, {"id": (), "name": ()}, {"id": [["8"]], "name": [["z"]]}]
    assert fill_entries(template, entries) == [
        b"<entry><id>7</id><a>x</a><a>y</a></entry>",
        b"<entry></entry>",
        b"<entry><id>8</id><a>z</a></entry>",
    ]


def test_of_the_forms_of_an_element_each_takes_as_many_texts_as_it_has_places() -> None:
    template = entry_template([sample("<a><n>name</n></a>", "<a><n>name</n><u>uri</u></a>")], "entry", {})
    texts = {"name": [["x"], ["y", "z"], ["w"]]}
    assert fill_entries(template, [texts]) == [b"<entry><a><n>x</n></a><a><n>y</n><u>z</u></a><a><n>w</n></a></entry>"]
    plain = entry_template([sample("<a>name</a>")], "entry", {})
    assert fill_entries(plain, [texts, texts]) == [b"<entry><a>x</a><a>y</a><a>w</a></entry>"] * 2


def test_an_element_may_be_written_in_two_ways() -> None:
    plain, typed = (
        sample("<t>title</t>", "<i>id</i>"),
        sample('<t x="1">typed</t>', "<i>id</i>").replace(in_attribute("1"), "1"),
    )
    template = entry_template([plain, typed], "entry", {})
    rows = [{"title": [["a"]], "typed": (), "id": [["1"]]}, {"title": (), "typed": [["b"]], "id": [["2"]]}]
    assert fill_entries(template, rows) == [
        b"<entry><t>a</t><i>1</i></entry>",
        b'<entry><t x="1">b</t><i>2</i></entry>',
    ]


def test_times_have_placeholders_too() -> None:
    template = entry_template(["<feed><entry><at>noon</at></entry></feed>"], "entry", {"when": "noon"})
    assert fill_entries(template, [{"when": [["later"]]}]) == [b"<entry><at>later</at></entry>"]


def test_a_head_is_filled_once_for_each_row_and_its_texts_may_stand_twice() -> None:
    head = sample('<a b="name">name</a>', "<u>url</u>").removesuffix("</entry></feed>")
    template = element_template(f"{head}<t>noon</t>", {"when": "noon"})
    assert template.names == ("name", "name", "url", "when")
    columns = {"name": ['"', "<b>"], "url": ["?a&b", "c"], "when": ["1", "2"]}
    assert fill(template, [columns[name] for name in template.names]) == [
        b'<feed><entry><a b="&quot;">"</a><u>?a&amp;b</u><t>1</t>',
        b'<feed><entry><a b="&lt;b&gt;">&lt;b&gt;</a><u>c</u><t>2</t>',
    ]


@pytest.mark.parametrize("text", ["100 %s", "%", "qz", placeholder("id"), "\\1"])
def test_a_text_that_looks_like_a_placeholder_or_a_format_is_a_text(text: str) -> None:
    template = entry_template([sample("<id>id</id>")], "entry", {})
    (entry,) = fill_entries(template, [{"id": [[text]]}])
    assert etree.fromstring(entry).findtext("id") == text


@given(st.text(alphabet="ab &<>\"';é李", max_size=20), st.text(alphabet="ab &<>\"';é李", max_size=20))
def test_texts_are_escaped_as_the_library_escapes_them(text: str, value: str) -> None:
    template = entry_template([sample('<a b="value">text</a>')], "entry", {})
    entry = etree.Element("entry")
    etree.SubElement(entry, "a", b=value).text = text
    assert fill_entries(template, [{"value": [[value, text]]}])[0].decode() == etree.tostring(entry, encoding="unicode")


def test_a_nul_never_shifts_texts_into_other_entries() -> None:
    template = entry_template([sample("<id>id</id>")], "entry", {})
    with pytest.raises(ValueError, match="NUL"):
        fill_entries(template, [{"id": [["a\0b"]]}, {"id": [["c"]]}])
