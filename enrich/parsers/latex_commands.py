r"""What the commands and environments of LaTeX do to the text around them: those of its classes for articles, CVs and bibliographies.

A command that is not here leaves its arguments in the text.
"""

from __future__ import annotations

import re

from enrich.titles.words import word_set

EMPHASIS = word_set("emph textit textsl it em itshape sl slshape titlecap")
STRONG = word_set("textbf bf bfseries mathbf strong alert structure")
STRUCK = word_set("sout st cancel xout")
SWITCHES = word_set("it em itshape sl slshape bf bfseries")
"""These hold until their group ends; the others take an argument."""
BREAKS = word_set("newline linebreak hfill tabularnewline cr")
PARAGRAPHS = word_set("par bigskip medskip smallskip newpage clearpage pagebreak")
LINKS = word_set("href Eprint hhref weblink")
"""An address, and the text that is shown for it."""
ADDRESSES = word_set("url path nolinkurl burl httplink httpslink")
PREPRINTS = word_set("arxiv eprint arXiv arxivlink archive arxivid arXivid preprint")
RAW = word_set("verbatim Verbatim lstlisting minted filecontents alltt")
UNSEEN = word_set("comment tikzpicture pgfpicture picture equation align gather multline eqnarray displaymath math")
TABLES = {
    "tabular": 1, "longtable": 1, "tabularx": 2, "tabulary": 2, "tabu": 1, "array": 1, "supertabular": 1, "tblr": 1,
    "longtblr": 1, "xltabular": 2, "NiceTabular": 1, "tabbing": 0,
}  # fmt: skip
"""Environments of rows, with the arguments that lay out their columns."""
OPENING = {"thebibliography": 1, "minipage": 1, "list": 2, "multicols": 1, "adjustwidth": 2, "spacing": 1}
"""Arguments that say how an environment looks."""
LETTERS = word_set("H c k b d r u v t")
"""Accents that are words: the letter is their argument."""
SYMBOLS = word_set(
    """
    ss o O l L ae AE oe OE aa AA i j ldots dots textendash textemdash textquoteright textquoteleft textquotedblleft textquotedblright
    textbackslash textunderscore textasciitilde S P copyright textregistered pounds euro dh DH th TH ng NG LaTeX TeX textellipsis
    textbullet textdegree cdot times alpha beta gamma delta epsilon lambda mu pi sigma omega
    """
)
LAYOUT = re.compile(
    r"(?:no|foot|full|auto|text|paren|Paren|super|short)?[cC]ite[a-zA-Z]*|(?:page|eq|auto|c|C|name|v)?ref|label|(?:re)?newcommand|providecommand"
    r"|DeclareRobustCommand|def|edef|gdef|newenvironment|renewenvironment|newtheorem|documentclass|usepackage|RequirePackage"
    r"|input|include|includegraphics|bibliographystyle|bibliography|addbibresource|printbibliography|bibliographyunit|[vh]space|setlength"
    r"|addtolength|setcounter|addtocounter|hypersetup|pagestyle|thispagestyle|color|definecolor|fontsize|moderncv[a-z]*|geometry"
    r"|natexlab|BibitemShut|MR|MRhref|urlstyle|cmidrule|cline|vskip|rule|hypertarget|phantomsection|newlength|title|date|maketitle"
    r"|bibpunct|raisebox|graphicspath|lstset|sisetup|addcontentsline|markboth|titleformat|titlespacing|selectlanguage|languagename|bibinfo@X"
    r"|providecolor|colorlet|photo|quote|academicpages|todo|index|glossary"
)
"""Commands whose arguments are not words of the text."""
FIRST_UNSEEN = {
    "textcolor": 1, "colorbox": 1, "bibfield": 1, "foreignlanguage": 1, "multicolumn": 2, "multirow": 2, "scalebox": 1,
    "resizebox": 2, "parbox": 1, "makebox": 0, "href@noop": 1, "hyperlink": 1, "hypertarget": 1, "MakeUppercase": 0,
    "translation": 0, "enquote": 0, "begingroup": 0,
}  # fmt: skip
"""Commands of whose arguments the first ones say how the last looks."""
KNOWN = frozenset(
    {*EMPHASIS, *STRONG, *STRUCK, *BREAKS, *PARAGRAPHS, *LINKS, *ADDRESSES, *LETTERS, *SYMBOLS, *FIRST_UNSEEN}
    | {
        "item",
        "bibitem",
        "section",
        "subsection",
        "begin",
        "end",
        "bibinfo",
        "newblock",
        "showarticletitle",
        "footnote",
        "arxiv",
        "eprint",
    }
)
ENTRY = re.compile(r"(?i:cv|entry|item|pub|paper|work|article|bib|ref)")
"""The names of commands that list one thing, though they have one argument only."""
LENGTH = re.compile(r"[ =]{0,3}-?[\d.]+[ ]?[a-z]{2}(?:[ ](?:plus|minus)[ ]-?[\d.]+[ ]?[a-z]{2,5}){0,2}")


def heading_level(name: str) -> int:
    """How deep the heading is that a command makes; 0 for none."""
    if name.endswith("subsubsection"):
        return 4
    if name.endswith(("subsection", "Subsection")) or name in {"frametitle", "subheading"}:
        return 3
    if name.endswith(("section", "Section", "chapter")) or name in {"part", "rubric", "heading", "sectiontitle"}:
        return 2
    return 4 if name in {"paragraph", "subparagraph"} else 0
