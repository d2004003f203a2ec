"""Every written form of an id in every kind of document: where it is found whatever stands around it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

import pytest

from tests.support.reading import mentions

FORMS: dict[str, list[str]] = {
    "1905.02331,math/0001005;2001.00011": ["1905.02331", "math/0001005", "2001.00011"],
    "1905.02331;2001.00011": ["1905.02331", "2001.00011"],
    "1905.02331/2001.00011/1810.04805": ["1905.02331", "2001.00011", "1810.04805"],
    "arXiv:1905.02331,2001.00011,hep-th/9901001": ["1905.02331", "2001.00011", "hep-th/9901001"],
    "[7]: arXiv:1810.04805": ["1810.04805"],
    "\u201c1706.03762\u201d": ["1706.03762"],
    "\xab 1706.03762 \xbb": ["1706.03762"],
    "\u30101706.03762\u3011": ["1706.03762"],
    "\u300c1706.03762\u300d": ["1706.03762"],
    "\U0001d5ee\U0001d5ff\U0001d5eb\U0001d5f6\U0001d603 1706.03762": ["1706.03762"],
    "\uff41\uff32\uff38\uff49\uff56\uff1a1706.03762": ["1706.03762"],
    "arXiv:1905.- 02331": ["1905.02331"],
    "arXiv:1905. 02331": ["1905.02331"],
    "\\eprint{1706.03762}": ["1706.03762"],
    "\\eprint[arxiv]{1706.03762}": ["1706.03762"],
    "\\eprint{hep-th/9901001}": ["hep-th/9901001"],
    "http://front.math.ucdavis.edu/1706.03762": ["1706.03762"],
    "http://front.math.ucdavis.edu/math.AG/0203015": ["math/0203015"],
    "https://inspirehep.net/search?p=find+eprint+1706.03762": ["1706.03762"],
    "http://inspirehep.net/search?ln=en&p=find+eprint+hep-th%2F9901001&of=hd": ["hep-th/9901001"],
    "https://inspirehep.net/api/arxiv/1706.03762": ["1706.03762"],
    "http://xxx.lanl.gov/abs/hep-th/9901001": ["hep-th/9901001"],
    "http://de.arxiv.org/abs/1706.03762v2": ["1706.03762"],
    "cn.arxiv.org/pdf/1706.03762": ["1706.03762"],
    "math.AG/0203015": ["math/0203015"],
    "math.AG/0203015v2": ["math/0203015"],
    "hep-th 9901001": ["hep-th/9901001"],
    "https://ui.adsabs.harvard.edu/abs/arXiv:1706.03762": ["1706.03762"],
    "https://ui.adsabs.harvard.edu/abs/2017arXiv170603762V/abstract": ["1706.03762"],
    "https://api.semanticscholar.org/arXiv:1706.03762": ["1706.03762"],
    "https://scholar.google.com/scholar?q=arXiv:1706.03762": ["1706.03762"],
    "https://www.google.com/search?q=arxiv+1706.03762": ["1706.03762"],
    "https://ar5iv.labs.arxiv.org/html/1706.03762": ["1706.03762"],
    "https://www.alphaxiv.org/abs/1706.03762": ["1706.03762"],
    "https://huggingface.co/papers/1706.03762": ["1706.03762"],
    "https://doi.org/10.48550/arXiv.1706.03762": ["1706.03762"],
    "https://www.arxiv-vanity.com/papers/1706.03762/": ["1706.03762"],
    "http://www.arxiv-sanity.com/1706.03762v5": ["1706.03762"],
    "https://www.connectedpapers.com/main/arxiv:1706.03762": ["1706.03762"],
    "https://scirate.com/arxiv/1706.03762": ["1706.03762"],
    "https://paperswithcode.com/paper/attention-is-all-you-need?arxiv=1706.03762": ["1706.03762"],
    "https://arxiv.org/search/?query=1706.03762&searchtype=all": ["1706.03762"],
    "https://export.arxiv.org/api/query?id_list=1706.03762,1810.04805": ["1706.03762", "1810.04805"],
    "1706.03762 [cs.CL]": ["1706.03762"],
    "arXiv-1706.03762": ["1706.03762"],
    "arxiv_1706.03762": ["1706.03762"],
    "oai:arXiv.org:1706.03762": ["1706.03762"],
    "#arXiv1706.03762": ["1706.03762"],
    "1706.03762v5.pdf": ["1706.03762"],
    "\\href{https://arxiv.org/abs/1706.03762}{paper}": ["1706.03762"],
    "arXiv(1706.03762)": ["1706.03762"],
    "arXiv no. 1706.03762": ["1706.03762"],
    "arXiv #1706.03762": ["1706.03762"],
    "arXiv:1706.\u200b03762": ["1706.03762"],
    "arXiv:\xa01706.03762": ["1706.03762"],
    "arXiv&#58;1706.03762": ["1706.03762"],
}
"""How ids are written -> the papers that they are."""
ARTICLE = "title={Counting Sheep at Night}, author={Doe, Jane}, year=2019"
DOCUMENTS: dict[str, Callable[[str], str]] = {
    "prose.md": lambda form: f"Yesterday we talked about sheep, and then about {form} in the evening.\n",
    "end.txt": lambda form: f"A result of last year is in {form}.\n",
    "bullet.md": lambda form: f"- first thing\n- {form}\n- another thing\n",
    "alone.txt": lambda form: f"{form}\n",
    "table.md": lambda form: f"| who | paper |\n|---|---|\n| Ann | {form} |\n| Bob | tba |\n",
    "paper.csv": lambda form: f"who,paper\nAnn,{_quoted(form)}\nBob,tba\n",
    "notes.csv": lambda form: f"who,notes\nAnn,{_quoted(form)}\nBob,tba\n",
    "bare.csv": lambda form: f"Ann,{_quoted(form)}\nBob,tba\n",
    "paper.tsv": lambda form: f"who\tpaper\nAnn\t{form}\nBob\ttba\n",
    "table.html": lambda form: f"<table><tr><th>who<th>paper</tr><tr><td>Ann<td>{html.escape(form)}</tr></table>",
    "list.html": lambda form: f"<ul><li>first</li><li>{html.escape(form)}</li></ul>",
    "text.html": lambda form: f"<p>We talked about sheep, and then about {html.escape(form)} in the evening.</p>",
    "paper.json": lambda form: json.dumps([{"who": "Ann", "paper": form}]),
    "note.json": lambda form: json.dumps([{"who": "Ann", "note": form}]),
    "paper.yaml": lambda form: f"- who: Ann\n  paper: {json.dumps(form, ensure_ascii=False)}\n",
    "note.bib": lambda form: f"@misc{{a, {ARTICLE}, note={{{form}}}}}\n",
    "eprint.bib": lambda form: f"@misc{{a, {ARTICLE}, eprint={{{form}}}}}\n",
    "text.tex": lambda form: (
        f"\\documentclass{{article}}\\begin{{document}}\nA result is in {form}.\n\\end{{document}}\n"
    ),
    "note.ris": lambda form: f"TY  - JOUR\nTI  - Counting Sheep at Night\nAU  - Doe, Jane\nN1  - {form}\nER  - \n",
}
UNREAD = {
    ("note.bib", r"\eprint[arxiv]{1706.03762}"),
    ("eprint.bib", r"\eprint[arxiv]{1706.03762}"),
    ("eprint.bib", r"\eprint{1706.03762}"),
}
"""A command within a field of BibTeX, of which the plain text has only the argument."""


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_form_is_found_in(name: str) -> None:
    wrong = {}
    for form, papers in FORMS.items():
        found = {one.id for one in mentions(DOCUMENTS[name](form), name) if one.id}
        if found != {*papers} and (name, form) not in UNREAD:
            wrong[form] = found
    assert wrong == {}


def test_code_behind_a_year_is_an_id_in_markdown() -> None:
    body = (
        "### Classics\n\n1. Counting Sheep at Night, 2015\n2. PPO (2017) `1707.06347`\n3. loss (train) `1512.03385`\n"
    )
    assert [one.id for one in mentions(body, "a.md") if one.id] == ["1707.06347"]
