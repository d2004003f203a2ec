"""Plain text -> the same text with what only marks its lines as blanks (pure): quoted mail, LaTeX bibliographies.

Every character keeps its place, so that offsets hold in the document as it is.
"""

from __future__ import annotations

import re

_QUOTE = re.compile(r"^(?:[ \t]?>){1,6}[ \t]?", re.MULTILINE)
_BIBITEM = re.compile(r"\\bibitem(?:\[(?:[^\[\]{}]|\{[^{}]*\}){0,200}\])?\{[^{}]{0,100}\}\s*")
_BIBLIOGRAPHY = re.compile(
    r"\\newblock\b|\\(?:begin|end)\{thebibliography\}(?:\{[^{}]*\})?|\\(?:em|emph|textit|textbf|url|href)\b\{?|\\[,;]|[{}~]|``|''"
)


def without_margins(text: str) -> str:
    """The text, its quote marks and (in a .bbl) the commands between the fields as blanks of the same length."""
    if ">" in text:
        text = _QUOTE.sub(lambda found: " " * len(found.group(0)), text)
    if "\\bibitem" in text:
        text = _BIBITEM.sub(lambda found: _marked(found.group(0)), text)
        text = _CLOSED.sub(lambda found: found.group(2) + " " * len(found.group(1)), text)
        text = _BIBLIOGRAPHY.sub(lambda found: _blank(found.group(0)), text)
        text = _FIELDS.sub(" ", text)
    return text


_CLOSED = re.compile(r"(\}+)([.,:;])")
_FIELDS = re.compile(r"(?<=[^\n\]])\n(?=[^\n\[])")


def _marked(command: str) -> str:
    """`\\bibitem{key}` as the mark of a reference, with blanks for the rest."""
    return "[1] ".ljust(len(command))[: len(command)]


def _blank(command: str) -> str:
    return (
        '"'.ljust(len(command))
        if command == "``"
        else " " * (len(command) - 1) + '"'
        if command == "''"
        else " " * len(command)
    )
