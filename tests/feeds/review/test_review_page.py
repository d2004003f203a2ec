"""The page of the review: what others wrote is text on it, and forms are on the operator's alone."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import html

from enrich.identities.decided.batches import DecidedBatch
from enrich.options.author_claims import AuthorClaim
from feeds.review.desk import AskedQuestion, ReviewState
from feeds.review.forms import FormSeal
from feeds.review.review_page import ANSWERS, Sealing, review_page
from feeds.review.shown import ShownPaper, ShownQuestion, ShownSide

HOSTILE = "<script>alert(1)</script>\"'><b onclick=x>&amp;\u202e{{ 123456 * 7 }}"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
SEALING = Sealing(FormSeal("the-token-of-the-settings"), HOSTILE, NOW)


def side() -> ShownSide:
    paper = ShownPaper("2501.00001", HOSTILE, HOSTILE, HOSTILE)
    return ShownSide(None, (HOSTILE,), (paper,), 3, ((HOSTILE, True), ("Bo Ek", False)), 5, (HOSTILE,), (HOSTILE,))


def state(count: int = 1, total: int = 1) -> ReviewState:
    texts = (HOSTILE,)
    question = AskedQuestion(
        ShownQuestion(side(), side(), texts, texts, texts, HOSTILE, HOSTILE, is_later=False),
        "2501.00001 0",
        HOSTILE,
        "ab",
    )
    claims = (AuthorClaim("2501.00001", 0, None, HOSTILE),)
    decided = DecidedBatch(7, "same", claims, (AuthorClaim(name=HOSTILE),), 3, HOSTILE, NOW, HOSTILE)
    return ReviewState((question,) * count, total, (decided,))


def test_what_others_wrote_is_text() -> None:
    for page in (
        review_page(state(), HOSTILE, up="../", sealing=SEALING, problem=HOSTILE),
        review_page(state(), HOSTILE, up="", answers_at="admin/review"),
    ):
        tree = html.fromstring(page)
        assert not tree.xpath("//script | //b | //@onclick | //@style")
        assert b"864192" not in page
        assert "alert(1)" in tree.text_content()
        assert tree.xpath("//main//a[starts-with(@href, 'javascript')]") == []


def test_without_somebody_who_answers_there_is_no_form_and_nothing_of_who_decided() -> None:
    tree = html.fromstring(review_page(state(), "Papers", up=""))
    assert not tree.xpath("//form | //button | //input | //*[@id='decided']")
    assert not tree.xpath("//main//a[contains(@href, 'admin')]")
    linked = html.fromstring(review_page(state(), "Papers", up="", answers_at="admin/review"))
    assert linked.xpath("//main/p/a/@href") == ["admin/review"]


def test_each_form_is_sealed_and_enter_answers_nothing() -> None:
    tree = html.fromstring(review_page(state(2, 9), "Papers", up="../", sealing=SEALING))
    answering = tree.xpath("//section[@class='question']/form")
    assert len(answering) == 2
    for form in answering:
        assert (form.get("method"), form.get("action")) == ("post", "review")
        first, *others = form.xpath(".//button")
        assert first.get("disabled") is not None
        assert [(one.get("name"), one.get("value")) for one in others] == [("answer", value) for value, _ in ANSWERS]
    assert len(set(tree.xpath("//input[@name='form_token']/@value"))) == 2
    labelled = tree.xpath("//label/@for")
    assert sorted(labelled) == sorted(tree.xpath("//input[not(@type='hidden')]/@id | //select/@id"))
    assert "2 of 9 open questions" in tree.text_content()


def test_an_empty_queue_says_so() -> None:
    assert "Nothing is open." in html.fromstring(review_page(ReviewState((), 0), "Papers", up="")).text_content()
