"""Growth: what each format is built of, repeated without end, is read in a time that grows with its length.

`test_hostile_growth` repeats signs inside of values; here the format itself is repeated: nested, never closed, or a record a time.
"""

from __future__ import annotations

import pytest

from tests.support.growth import slow_reading

REPEATED: dict[tuple[str, str], tuple[str, ...]] = {
    ("a.tex", "\\begin{document}"): (
        "\\begin{itemize}\\item ", "\\item A Title of Words\n", "\\textbf{", "\\begin{tabular}{l}a & b \\\\\n", "\\\\\n",
        "\\bibitem{a} ", "\\end{a}", "\\verb|", "\\def\\a{", "\\newcommand{\\a}{\\a\\a}\n", "\\footnote{", "{", "% a\n",
    ),
    ("a.bbl", ""): ("\\bibitem{a} A. Author. \\newblock A Title of Words.\n\n", "\\entry{a}{article}{}\n", "\\field{title}{"),
    ("a.adoc", "= Papers\n\n"): ("|===\n", "****\n", "* a\n", "** ", "[[a]]", "<<a", "link:a[", "a:: b\n", "* [[[a]]] ", "+++", "|a |b\n"),
    ("a.opml", '<opml version="2.0"><body>'): ('<outline text="a">', '<outline text="A Title of Words" />', "</outline>", "<![CDATA["),
    ("a.xml", "<records>"): ("<record>", "<record><title>A Title of Words</title></record>", "<a b='", "<!--", "</record>"),
    ("a.rss", "<rss version='2.0'><channel>"): ("<item>", "<item><title>A Title of Words</title></item>", "<description>", "&lt;b&gt;"),
    ("a.yaml", ""): ("[", "- - ", "? ", "- &a [*a]\n", "'", "|\n ", "- title: A Title of Words\n", "---\n", "{a: ", "<<: *a\n"),
    ("a.toml", ""): ("[[a]]\n", "a.", "a = [", "'''", "[[papers]]\ntitle = 'A Title of Words'\n", "[a.b]\n"),
    ("b.toml", "x = "): ("[", "{a=", "'"),
    ("a.json", ""): ("[", '{"a":', '[{"title":"A Title of Words"},', '"', '{"a":1}\n'),
    ("b.json", "["): ('"A Title of Words",', '{"title":"A Title of Words","authors":["A. Doe"]},', "1706.03762,"),
    ("a.jsonl", ""): ("[\n", '{"title":"A Title of Words"}\n', '"2001.00001"\n'),
    ("a.eml", "Subject: a\n"): ("Content-Type: multipart/mixed; boundary=b\n\n--b\n", "X: =?utf-8?Q?", " a\n", "> ", "=3D", "a;"),
    ("a.mbox", ""): ("From a@b Tue Mar  2 10:00:00 2021\nSubject: x\n\n- A Title of Words\n\n", ">From a\n", "From "),
    ("a.ipynb", '{"nbformat":4,"cells":['): ('{"cell_type":"markdown","source":"a"},', '{"cell_type":"markdown","source":[', "["),
    ("a.bib", ""): (
        "@misc{a,", "@string{a = a # a}\n", "@comment{", "@", "title = {", "@misc{k, title={A Title of Words}}\n", '@misc{k,\n title = "',
    ),
    ("a.ris", ""): ("TY  - JOUR\n", "TY  - JOUR\nTI  - A Title\nER  - \n", "TI  - A Title\nAU  - B, C\n\n", "ER  - \n", "TI  - "),
    ("a.enw", ""): ("%0 Book\n", "%T A Title\n%A B, C\n\n", "%"),
    ("a.nbib", ""): ("PMID- 1\n", "TI  - A Title\nFAU - B, C\n\n", "      a\n"),
    ("a.ciw", ""): ("PT J\n", "PT J\nTI A Title\nER\n"),
    ("refworks.txt", ""): ("RT Journal\n", "RT Journal\nT1 a\n\n"),
}  # fmt: skip
LENGTHS = (16_000, 32_000, 64_000, 128_000)
QUICK = 0.2
"""Seconds below which growth is not looked at; what is quadratic takes more of the last length."""


@pytest.mark.parametrize(("name", "before"), REPEATED, ids=[name for name, _ in REPEATED])
def test_parts_of_a_format_cost_what_their_length_makes_them_cost(name: str, before: str) -> None:
    slow = []
    for part in REPEATED[name, before]:
        texts = [before + part * (length // len(part)) for length in LENGTHS]
        if costs := slow_reading(texts, name, QUICK, tries=2):
            slow.append((part, costs))
    assert not slow
