from __future__ import annotations

import pytest

from enrich.notices import not_a_paper


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
