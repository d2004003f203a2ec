"""Documents that cite every entry of a records.bib, compiled by pdfTeX with BibTeX or biber."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from feeds.exports.bib_preamble import bib_preamble
from feeds.exports.bibtex import bib_entry
from tests.system.test_readers import need

PACKAGES = r"\usepackage[T1]{fontenc}\usepackage{amsmath,amssymb,url}"
"""What README says a document needs."""


def write_bib(folder: Path, records: Iterable[dict[str, Any]]) -> None:
    (folder / "records.bib").write_text("".join(map(bib_entry, records)) + bib_preamble(), encoding="utf-8")


def with_bibtex(folder: Path, style: str) -> list[str]:
    """What TeX complains of, for a style of BibTeX; styles that end in `nat` are natbib's."""
    natbib = r"\usepackage[numbers]{natbib}" if style.endswith("nat") else ""
    body = rf"\nocite{{*}}\bibliographystyle{{{style}}}\bibliography{{records}}"
    return _compiled(folder, style, natbib, body, "bibtex", "BibTeX (apt install texlive-latex-base)")


def with_biber(folder: Path) -> list[str]:
    """The same for biblatex with biber."""
    packages = r"\usepackage{biblatex}\addbibresource{records.bib}"
    return _compiled(
        folder,
        "biber",
        packages,
        r"\nocite{*}\printbibliography",
        "biber",
        "biber and biblatex (apt install biber texlive-bibtex-extra)",
    )


def _compiled(folder: Path, name: str, packages: str, body: str, program: str, how: str) -> list[str]:
    latex = need(shutil.which("pdflatex"), "pdfTeX (apt install texlive-latex-base)")
    sorter = need(shutil.which(program), how)
    text = rf"\documentclass{{article}}{PACKAGES}{packages}\begin{{document}}{body}\end{{document}}"
    (folder / f"{name}.tex").write_text(text, encoding="ascii")
    # Draft mode makes no fonts and no PDF; all else is the same.
    once = [latex, "-draftmode", "-no-shell-escape", "-interaction=nonstopmode", name]
    for command in (once, [sorter, name], once):
        subprocess.run(command, cwd=folder, capture_output=True, timeout=3600)
    log = (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
    there = (folder / "records.bib").read_text(encoding="utf-8").count("\n@misc{") + 1
    items = (folder / f"{name}.bbl").read_text(encoding="utf-8", errors="replace")
    cited = items.count(r"\bibitem") or items.count(r"\entry{")
    return [line for line in log if line.startswith("!")] + (
        [] if cited == there else [f"{cited} of {there} are cited"]
    )
