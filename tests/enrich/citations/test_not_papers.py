from __future__ import annotations

import re

import pytest

from enrich.citations.items import by_title
from enrich.citations.not_papers import CUES, SURE_TITLES, file_named, not_a_paper
from enrich.record import Item
from tests.support.reading import document, mentions


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        (
            "Interspeech 2024",
            "We are proud to sponsor the conference, which takes place in Kos from September 1 to 5.",
            "event",
        ),
        (
            "Workshop on Privacy 2025",
            "The workshop will be held in Zurich. Registration is open. Speakers include A. B.",
            "event",
        ),
        ("Join us in Seattle", "Visit our booth; schedule below. Tuesday, April 29: 10:00 – 17:00", "event"),
        ("Research internships", "We are hiring interns for 2026. Apply now; submit your CV by May.", "job"),
        ("Call for Papers: X", "Submission deadline: May 1. We invite submissions on all topics.", "call"),
        ("Announcing the 2025 Scholars", "Congratulations to the recipients of the fellowship.", "announcement"),
    ],
)
def test_notices_are_told_with_what_they_say(title: str, body: str, kind: str) -> None:
    reason = not_a_paper(title, body)
    assert reason is not None
    assert kind in reason
    assert "not a paper: it says" in reason


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Findings of the 2024 Conference on Machine Translation (WMT24)",
            "This paper presents the results of the shared tasks.",
        ),
        (
            "Scheduling Internships at Scale",
            "We propose a model of hiring. Our experiments show that applicants wait less.",
        ),
        ("Predicting Attendance", "We study how people register for events held in person. Our results are good."),
        ("Clinical Trials", "The sponsor of a trial decides. We show how."),
        ("A Title", ""),
    ],
)
def test_papers_about_such_things_are_papers(title: str, body: str) -> None:
    assert not_a_paper(title, body) is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Summer internships 2031", "job"),
        ("Thesis internship: apply by June", "job"),
        ("PhD position in formal methods", "job"),
        ("2nd Call for Participation: a workshop on proofs", "call"),
        ("[Dec] Colloquium: Graphs and Money", "event"),
        ("Ph.D. defense of Ines Okafor", "event"),
        ("Podcast #7: machines that listen", "event"),
        ("Ines Okafor defended her thesis", "event"),
        ("Dr. Okafor receives a starting grant", "announcement"),
        ("Our new building", "announcement"),
        ("Four papers accepted at a conference", "announcement"),
        ("TableKit 3.2 released", "announcement"),
    ],
)
def test_a_title_alone_may_tell_a_notice_whatever_stands_below_it(title: str, kind: str) -> None:
    assert kind in (
        not_a_paper(title, "We propose a method. Experiments show that it outperforms the baselines.") or ""
    )


@pytest.mark.parametrize(
    "title",
    [
        "Seminar Users in a Social Network",
        "Talk Like a Graph: Encoding Graphs for Language Models",
        "The Awards of Crowds",
        "Call for Customized Conversation: Customized Conversation Grounding",
        "A New Lab for Learning at Scale",
        "Interviews, Surveys and Their Papers",
        "Release Consistency in Shared Memory",
        "Two Papers on Ramsey Numbers",
        "Positions of Faculty in Hiring Networks",
    ],
)
def test_titles_of_papers_are_no_notices_by_a_word(title: str) -> None:
    assert not_a_paper(title, "") is None


@pytest.mark.parametrize("cue", [cue for cues in CUES.values() for cue in cues])
def test_each_cue_of_a_body_begins_with_a_letter_or_a_digit_as_the_look_for_any_expects(cue: str) -> None:
    for branch in re.split(r"\|(?=\\b)", cue):
        assert re.match(r"\\b(?:\(\?:)*(?:[a-z]|\\d)", branch), branch


@pytest.mark.parametrize("cue", [cue for cues in SURE_TITLES.values() for cue in cues])
def test_each_cue_of_a_title_begins_as_one_of_the_looks_for_any_expects(cue: str) -> None:
    assert cue.startswith(("^", r"\b", "[:,–—-]"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("file:///tmp/ann/inbox/page.html 1/1", ""),
        ("file:///C:/Users/ann/reading%20list.html 12", ""),
        (r"C:\Users\ann\Documents\notes.html 1/2", ""),
        ("/home/ann/papers/Counting Sheep in Barns with Deep Nets.pdf", "Counting Sheep in Barns with Deep Nets"),
        (r"\\server\ann\Counting_Sheep_in_Barns_with_Deep_Nets.pdf", "Counting Sheep in Barns with Deep Nets"),
        ("~/papers/1706.03762.pdf", ""),
        ("TCP/IP over sheep: a study of barns", None),
        ("Who reads /etc/passwd? Secrets of Barns", None),
        ("Input/Output Complexity of Counting Sheep", None),
    ],
)
def test_of_the_path_of_a_file_nothing_but_its_name_may_be_a_title(title: str, name: str | None) -> None:
    assert file_named(title) == name


def test_folders_are_in_no_question() -> None:
    body = "- file:///home/ann/secret/list.html 1/1\n- file:///home/ann/Counting%20Sheep%20in%20Barns%20with%20Deep%20Nets.pdf\n"
    asked = [mention.item.title for mention in mentions(body, "a.md") if mention.item and not mention.unread]
    assert not any("ann" in (title or "") for title in asked)
    found = by_title(document("", "a.txt"), "line 1", Item(title="file:///home/ann/secret/list.html 1/1"), "")
    assert found.unread
    assert "nobody is asked" in found.unread
