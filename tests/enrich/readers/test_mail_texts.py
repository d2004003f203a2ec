"""Texts of mails, and what is copied out of a browser, name works in lines that belong together; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

REPLY = """Dear Piet,

yes, I would start with these two:

  Kirill Trapez, Venkatesh Salig, David Castan:
  Multi-Stage Sheep Design

  Naresh Manwan, P. S. Sastr:
  Geometric Barn Tree

Best, Lise

On Tue, 9 Jun 2015 at 14:02, Piet Verm wrote:
> Thanks! The link (arXiv:1206.6454) works, the second one is broken:
> http://arxiv.org/abs/1206.
> 4675
"""
SCHOLAR = """My library (copied from the browser)

Select all
An objective function for sheep
Y Beng, T Mesn, S Zhan… - arXiv preprint arXiv:1509.05936, 2015
Cited by 46

Understanding Civil Herds through Wool Intelligence: Mining Barn Records …
RW Dougl - arXiv preprint, 2015
Cited by 8

Geometric correlations in real barns: multidimensional communities, trans-layer link …
KK Klein, M Bogu, MA Serr… - 2016
Cited by 121
"""


@pytest.mark.parametrize("body", [REPLY, "Subject: two papers\nFrom: a@example.org\n\n" + REPLY])
def test_people_and_a_colon_are_above_the_title_of_what_they_wrote(body: str) -> None:
    found = {one.text: names(one.item) for one in mentions(body, "a.eml" if body[:1] == "S" else "a.txt") if one.item}
    assert found["Multi-Stage Sheep Design"] == ["Kirill Trapez", "Venkatesh Salig", "David Castan"]
    assert found["Geometric Barn Tree"] == ["Naresh Manwan", "P. S. Sastr"]


def test_a_mail_names_no_work_by_its_farewell_and_its_quotation() -> None:
    found = mentions(REPLY, "a.txt")
    assert not [one.text for one in found if one.text.startswith(("Best", "On Tue"))]
    assert {one.id for one in found if one.id} == {"1206.6454", "1206.4675"}
    assert not [one for one in found if one.malformed]


def test_a_list_copied_out_of_a_browser_has_people_and_a_dash_below_each_title() -> None:
    found = {one.text: names(one.item) for one in mentions(SCHOLAR, "a.txt") if one.item}
    title = "Understanding Civil Herds through Wool Intelligence: Mining Barn Records …"
    assert found[title] == ["RW Dougl"]
    assert "1509.05936" in {one.id for one in mentions(SCHOLAR, "a.txt")}
