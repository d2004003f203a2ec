"""Growth: each format with hostile repetitions costs what its length makes it cost, at 1, 2, 4 and 8 thousand characters."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

import pytest

from tests.support.growth import slow_reading

REPEATED = (
    "[", "]", "[](", "`", "``x``", "|", "$", "$5 ", "9", "9.", "\t", '"', "“a” ", "<b>", "<", "{", "}", "@", "@misc{", ", ", "; ",
    "\n- ", "\n> ", "**a** ", "\\textbf{", "://", "... ", "Doe, J., ", "Jane Doe; ", "aB", "NetKaiming He, ", "$Doe, ", "; / ",
    "a=b, ", "&amp;", "and 1 more ", "\n\t", "=", "(", "A-", "@misc(", "\\'", " {} ",
)  # fmt: skip
LENGTHS = (1000, 2000, 4000, 8000)
QUICK = 0.05
"""Seconds below which growth is not looked at: clocks are too coarse, and it would take megabytes to wait for it."""


def _feed(text: str) -> str:
    escaped = escape(text)
    return (
        f'<rss version="2.0"><channel><title>News</title><item><title>A Title of {escaped}</title>'
        f"<description>{escaped}</description></item></channel></rss>"
    )


def _xml_records(text: str) -> str:
    value = escape(text)
    return (
        "<xml><records><record><ref-type name='Journal Article'>17</ref-type><contributors><authors>"
        f"<author>{value}</author></authors></contributors><titles><title>A Title of {value}</title>"
        f"<secondary-title>{value}</secondary-title></titles><abstract>{value}</abstract></record></records></xml>"
    )


def _zotero(text: str) -> str:
    value = escape(text)
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:bib="http://purl.org/net/biblio#"'
        ' xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<bib:Article rdf:about="a"><z:itemType>journalArticle</z:itemType><dc:title>A Title of {value}</dc:title>'
        f"<dc:description>{value}</dc:description></bib:Article></rdf:RDF>"
    )


def _notebook(text: str) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"- A Title of Words {text}\n\n{text}"},
        {"cell_type": "code", "metadata": {}, "source": text, "outputs": [{"output_type": "stream", "text": text}]},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


FORMATS: dict[str, Callable[[str], str]] = {
    "a.txt": lambda text: f"A Title of Words {text}\n\n{text}\n",
    "a.md": lambda text: f"# Papers\n\n- A Title of Words {text}\n\n{text}\n",
    "a.html": lambda text: f"<ul><li>A Title of Words {text}</li><li>{text}</li></ul>",
    "a.csv": lambda text: 'title,authors\n"A Title of {0}","{0}"\n'.format(text.replace('"', '""')),
    "a.tsv": lambda text: "title\tauthors\nA Title of {0}\t{0}\n".format(" ".join(text.split())),
    "a.bib": lambda text: f"@misc{{k,\n title = {{A Title of {text}}},\n author = {{{text}}}\n}}\n",
    "a.toml": lambda text: f"[[papers]]\ntitle = {json.dumps(f'A Title of {text}')}\nauthors = {json.dumps(text)}\n",
    "broken.toml": lambda text: f"[[papers]]\ntitle = A Title of {text}\n",
    "broken.bib": lambda text: f"@misc{{k, title = {{A}} note = {{B}}}}\n, {text * 2}\n",
    "a.json": lambda text: json.dumps([{"title": f"A Title of {text}", "authors": text, "venue": text}]),
    "a.yaml": lambda text: f"- title: {json.dumps(f'A Title of {text}')}\n  authors: {json.dumps(text)}\n",
    "a.rss": _feed,
    "a.ris": lambda text: f"TY  - JOUR\nTI  - A Title of {text}\nAU  - {text}\nER  - \n",
    "a.nbib": lambda text: (
        f"PMID- 123\nTI  - A Title of {text}\nAB  - {text}\nFAU - {text}\nAU  - {text}\nSO  - {text}\n\n"
    ),
    "a.enw": lambda text: f"%0 Journal Article\n%T A Title of {text}\n%A {text}\n%J {text}\n%X {text}\n",
    "a.xml": _xml_records,
    "a.rdf": _zotero,
    "a.opml": lambda text: (
        '<opml version="2.0"><body><outline text={0}><outline text={0}/></outline></body></opml>'.format(
            quoteattr(f"A Title of {text}")
        )
    ),
    "a.tex": lambda text: (
        f"\\documentclass{{article}}\\begin{{document}}\\section{{Papers}}\n\\begin{{itemize}}\\item A Title of {text}\n"
        f"\\item {text}\n\\end{{itemize}}\n{text}\n\\end{{document}}\n"
    ),
    "a.bbl": lambda text: (
        f"\\begin{{thebibliography}}{{9}}\n\\bibitem{{k}} {text}\n\\newblock A Title of {text}\n\\end{{thebibliography}}\n"
    ),
    "a.eml": lambda text: (
        f"From: a@b.example\nSubject: A Title of {' '.join(text.split())}\n\n- A Title of Words {text}\n\n{text}\n"
    ),
    "a.mbox": lambda text: f"From a@b.example Tue Mar  2 10:00:00 2021\nSubject: papers\n\n{text}\n\n{text}\n" * 2,
    "a.ipynb": _notebook,
    "a.adoc": lambda text: (
        f"= Papers\n\n* A Title of Words {text}\n\n|===\n|Title |Authors\n|{text} |{text}\n|===\n\n{text}\n"
    ),
    "a.jsonl": lambda text: (json.dumps({"title": f"A Title of {text}", "authors": text, "abstract": text}) + "\n") * 2,
    "a.cff": lambda text: (
        f"cff-version: 1.2.0\ntitle: {json.dumps(f'A Title of {text}')}\nreferences:\n  - title: {json.dumps(text)}\n"
    ),
    "broken.yaml": lambda text: f"- title: A Title of {text}\n  authors: {text}\n",
    "broken.json": lambda text: f'[{{"title": "A Title of {text}", "authors": "{text}"}}',
}


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_repetitions_cost_what_their_length_makes_them_cost(name: str) -> None:
    slow = []
    for part in REPEATED:
        texts = [FORMATS[name](part * (length // len(part))) for length in LENGTHS]
        if costs := slow_reading(texts, name, QUICK):
            slow.append((part, costs))
    assert not slow
