r"""LaTeX (articles, CVs, bibliographies that BibTeX made) -> a Tree: its items, entries, tables, headings and paragraphs.

TeX cannot be parsed without running it; this reads what authors write, in one pass, and takes every unknown command for one whose
arguments are text. Commands of classes for CVs (`\cventry{2013}{Title}{...}`) each list one thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.parsers import latex_commands as commands
from enrich.parsers.latex_blocks import DEEPEST, Blocks, LatexGroup
from enrich.parsers.latex_source import ends_of_groups, expanded, option, skipped, uncommented
from enrich.parsers.places import Locator
from enrich.tree.blocks import BREAK, Block, Code, TextRun, Tree

_TOKEN = re.compile(
    r"\\(begin|end)[ \t]{0,9}\{([A-Za-z@]{1,40})\*?\}|\\([A-Za-z@]+)\*?|(\\\\)\*?(?:\[[^\]\n]{0,20}\])?|(\n[ \t]*\n\s*)|([{}&])"
    r"|\$\$?(?:[^$\\\n]|\\.|\n(?![ \t]*\n)){1,500}\$\$?|\\.|[^\\{}&\n$]+|[\n$\\]",
    re.DOTALL,
)
_BLANKS = frozenset({"\\ ", "\\\n", "\\,", "\\;", "\\:"})
_BODY = re.compile(r"\\begin[ \t]{0,9}\{document\}")
_ADDRESS = re.compile(r"\\([_%#&~{}$^])")
_BLOCK_END = re.compile(r"\\(?:newblock|bibitem|end\{|showarticletitle|bibinfo\s{0,3}\{title\})")
_LONGEST_BLOCK = 3000
_RAW_END = "\\end{%s"
_DATED = re.compile(r"\s{0,3}(?=\D{0,12}\d)[^\n]{1,14}\s{0,3}")
"""A first argument that is a date, which is beside the next one."""
_MOST = 12
"""Arguments that belong to a command that lists one thing."""


def parse_latex(text: str) -> Tree:
    """The tree of a document; places are `line 12, column 3`."""
    source = expanded(uncommented(text), commands.KNOWN)
    body = _BODY.search(source)
    reader = _Reader(source, ends_of_groups(source), body.end() if body else 0)
    return Tree(reader.read(), Locator(text))


class _Reader(Struct):
    source: str
    ends: dict[int, int]
    at: int
    out: Blocks = field(default_factory=Blocks)
    line: int = 1
    blocks: int = 0
    r"""How many `\newblock` were read in this reference."""
    counted: int = 0
    """Up to where the lines have been counted."""

    def read(self) -> tuple[Block, ...]:
        source, out = self.source, self.out
        while found := _TOKEN.match(source, self.at):
            begin, self.at = self.at, found.end()
            self.line += source.count("\n", self.counted, begin)
            self.counted = begin
            out.place = f"line {self.line}"
            self._token(found)
        return out.finish()

    def _token(self, found: re.Match[str]) -> None:
        out = self.out
        if found[1]:
            (self._begin if found[1] == "begin" else self._end)(found[2])
        elif found[3]:
            self._command(found[3])
        elif found[4]:
            out.end_row() if out.top.rows is not None else out.end_line()
        elif found[5]:
            out.end_paragraph() if out.top.rows is None else out.text("\n")
        elif found[6] == "{":
            out.groups.append(LatexGroup(out.style))
        elif found[6] == "}":
            self._close()
        elif found[6]:
            out.end_cell() if out.top.rows is not None else out.text("&")
        else:
            out.text(" " if found[0] in _BLANKS else found[0])

    def _close(self) -> None:
        out = self.out
        if len(out.groups) > out.top.groups:
            group = out.groups.pop()
            out.restyle(group.style)
            if group.at_end:
                group.at_end()

    def _opens(self, at: int) -> bool:
        """Whether a group begins at an offset, and ends somewhere."""
        return self.source[at : at + 1] == "{" and at in self.ends

    def _raw(self) -> str | None:
        """The next argument as it is written; it has been read then. None when there is none."""
        start = skipped(self.source, self.at)
        if not self._opens(start):
            return None
        self.at = self.ends[start] + 1
        return self.source[start + 1 : self.at - 1]

    def _drop(self, most: int) -> None:
        while True:
            _, self.at = option(self.source, self.at)
            if most == 0 or self._raw() is None:
                return
            most -= 1

    def _argument(self, at_end: Callable[[], None] | None = None) -> bool:
        """Begin to read the next argument as text; whether there is one."""
        start = skipped(self.source, self.at)
        if not self._opens(start):
            return False
        self.at = start + 1
        self.out.groups.append(LatexGroup(self.out.style, at_end))
        return True

    def _begin(self, name: str) -> None:
        if name in commands.RAW or name in commands.UNSEEN:
            self._skip_environment(name)
        elif len(self.out.environments) <= DEEPEST:
            self.out.begin(name)
            if name in commands.TABLES:
                self.out.top.rows = []
            self._drop(commands.TABLES.get(name, commands.OPENING.get(name, 0)))
            if name == "frame" and self._argument(lambda: self.out.end_paragraph(3)):
                self.out.end_paragraph()

    def _end(self, name: str) -> None:
        if name == "thebibliography":
            self.out.restyle(replace(self.out.style, title=False))
        self.out.end(name)

    def _skip_environment(self, name: str) -> None:
        end = self.source.find(_RAW_END % name, self.at)
        end = len(self.source) if end < 0 else end
        inside = self.source[self.at : end]
        close = self.source.find("}", end)
        self.at = close + 1 if close >= 0 else len(self.source)
        if name in commands.RAW and self.out.top.rows is None:
            self.out.end_paragraph()
            self.out.top.put(Code(inside, "", self.out.place))

    def _command(self, name: str) -> None:
        if name in {"item", "bibitem"}:
            self._item(name)
        elif level := commands.heading_level(name):
            self._heading(level)
        elif name in commands.LETTERS or name in commands.SYMBOLS:
            self._letter(name)
        elif name == "newblock":
            self._new_block()
        elif name in commands.BREAKS:
            self.out.end_line()
        elif name in commands.PARAGRAPHS:
            self.out.end_paragraph() if self.out.top.rows is None else self.out.text(" ")
        elif name in {"hskip", "kern", "vskip", "hspace", "vspace"} and (
            found := commands.LENGTH.match(self.source, self.at)
        ):
            self.at = found.end()
        elif commands.LAYOUT.fullmatch(name):
            self._drop(4)
        else:
            self._inline(name)

    def _item(self, name: str) -> None:
        out = self.out
        if out.top.rows is not None:
            out.end_line()
            return
        while out.top.name.startswith("\\"):  # an entry whose arguments never end
            out.end(out.top.name)
        out.begin_item()
        out.restyle(replace(out.style, title=False))
        self.blocks = 0
        label, self.at = option(self.source, self.at)
        if name == "bibitem":
            self._raw()
        elif label:
            out.text(f"{label} ")

    def _new_block(self) -> None:
        r"""In what BibTeX writes, authors, title and the rest of a work are separated by `\newblock`."""
        out = self.out
        out.text(" ")
        self.blocks += 1
        if self.blocks == 1:
            found = _BLOCK_END.search(self.source, self.at, self.at + _LONGEST_BLOCK)
            titled = found is not None and found[0] == "\\newblock" and bool(out.pieces or out.runs)
            out.restyle(replace(out.style, title=titled))
        else:
            out.restyle(replace(out.style, title=False))

    def _heading(self, level: int) -> None:
        _, self.at = option(self.source, self.at)
        if self._opens(skipped(self.source, self.at)) and self.out.top.rows is None:
            while self.out.top.name.startswith("\\"):
                self.out.end(self.out.top.name)
            self.out.top.end_item()
            self.out.end_paragraph()
            self._argument(lambda: self.out.end_paragraph(level))

    def _letter(self, name: str) -> None:
        if name in commands.SYMBOLS:
            self.out.text(f"\\{name}{{}}")
            if self.source.startswith("{}", self.at):
                self.at += 2
            elif self.source[self.at : self.at + 1] == " ":
                self.at += 1
        else:
            self.out.text(f"\\{name}{{{letter}}}" if (letter := self._raw()) else f"\\{name} ")

    def _inline(self, name: str) -> None:
        out, style = self.out, self.out.style
        if name in commands.EMPHASIS or name in commands.STRONG or name in commands.STRUCK:
            styled = replace(
                style,
                emphasis=style.emphasis or name in commands.EMPHASIS,
                strong=style.strong or name in commands.STRONG,
                struck=style.struck or name in commands.STRUCK,
            )
            if name in commands.SWITCHES or self._argument():
                out.restyle(styled)
        elif name in commands.LINKS:
            self._link()
        elif name in commands.ADDRESSES or name in commands.PREPRINTS or name == "doi":
            self._address(name)
        elif name == "bibinfo":
            kind = self._raw() or ""
            if self._argument():
                out.restyle(replace(style, title=style.title or ("title" in kind and "book" not in kind)))
        elif name == "showarticletitle":
            if self._argument():
                out.restyle(replace(style, title=True))
        elif name == "footnote":
            if self._argument(lambda: out.text(")")):
                out.text(" (")
        elif name in commands.FIRST_UNSEEN:
            self._drop(commands.FIRST_UNSEEN[name])
        else:
            self._unknown(name)

    def _link(self) -> None:
        address = self._raw()
        if address is not None and self._argument():
            self.out.restyle(replace(self.out.style, href=_plain(address)))

    def _address(self, name: str) -> None:
        _, self.at = option(self.source, self.at)
        text = self._raw()
        if text is None:
            return
        text = _plain(text)
        if name == "doi":
            text = text if "doi.org" in text else f"https://doi.org/{text}"
        elif name in commands.PREPRINTS and "arxiv" not in text.lower() and any(map(str.isdigit, text)):
            text = f"arXiv:{text}"
        address = text if text.startswith(("http", "www.")) else ""
        self.out.add_run(TextRun(text, href=address or self.out.style.href))

    def _unknown(self, name: str) -> None:
        """A command that nobody knows: with several arguments, where a paragraph begins, it lists one thing."""
        out = self.out
        start = skipped(self.source, self.at)
        _, start = option(self.source, start)
        if not self._opens(start):
            out.text(" " if self.source[self.at : self.at + 1].isspace() else "")
            return
        after = skipped(self.source, self.ends[start] + 1)
        lists = out.is_empty and (self._opens(after) or commands.ENTRY.search(name))
        inside = len(out.groups) > out.top.groups or out.top.rows is not None
        if not lists or inside or len(out.environments) > DEEPEST:
            self.at = start
            return
        out.begin(f"\\{name}")
        self.at = start
        self._argument(lambda: self._next(name, _MOST))

    def _next(self, name: str, left: int) -> None:
        """Go on with the next argument of a command that lists one thing, on a line of its own."""
        written = "".join(self.out.pieces)
        if left == _MOST and _DATED.fullmatch(written) and not self.out.runs:
            self.out.text(": ")
        else:
            self.out.end_line(BREAK)
        if left == 0 or not self._argument(lambda: self._next(name, left - 1)):
            self.out.end(f"\\{name}")


def _plain(address: str) -> str:
    """An address without what TeX needs around its signs."""
    return _ADDRESS.sub(r"\1", "".join(address.split())).strip("{}")
