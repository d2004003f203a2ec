from __future__ import annotations

from tests.support.reading import document, mentions, names

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"


def calendar(*events: str) -> str:
    return HEAD + "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events) + "END:VCALENDAR\r\n"


def test_events_name_papers_in_their_summaries_and_descriptions() -> None:
    text = calendar(
        "SUMMARY:Reading group: Sampling in Large Networks and Sma\r\n ll Fields\r\nLOCATION:Room 2.05",
        "SUMMARY;LANGUAGE=en:Seminar\r\nDESCRIPTION:Presenter: Ole\\nPaper: Counting Goats in Trees\\, Okafor et al.\\n"
        "https://arxiv.org/abs/1904.00001",
        "SUMMARY:Faculty meeting",
    )
    read = mentions(text, "talks.ics")
    titles = {one.item.title: one.place for one in read if one.item and one.item.title}
    assert titles["Sampling in Large Networks and Small Fields"].startswith("event 1, ")
    assert any(one.startswith("Counting Goats in Trees") for one in titles)
    assert [one.id for one in read if one.id] == ["1904.00001"]


def test_who_speaks_has_not_written_it() -> None:
    text = calendar("SUMMARY:Oct 12 Ines Okafor (Lagos): Sampling in Large Networks and Fields")
    assert [names(one.item) for one in mentions(text, "talks.ics")] == [[]]


def test_a_calendar_is_told_by_its_first_line_and_what_is_none_is_read_as_text() -> None:
    assert document(calendar("SUMMARY:x"), "a").format == "calendar"
    assert [one.id for one in mentions("arXiv:1904.00001", "a.ics")] == ["1904.00001"]
