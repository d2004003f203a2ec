"""What the command line shows: lines on standard error, tables and JSON on standard output, progress on a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import rich.console
    from rich.progress import Progress, TaskID


_CONTROLS = dict.fromkeys((7, 8, 11, 12, 13))
"""Characters that would move a cursor, which rich leaves out."""
_COLOURED = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"})
"""Variables of the environment by which rich takes something else for a terminal, too."""


class Console:
    """Speaks to the user as loudly as asked."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.is_quiet = quiet
        self.is_verbose = verbose
        self.earlier: Collection[str] = ()
        """Warnings of the run before, which --quiet does not repeat."""

    @cached_property
    def _errors(self) -> rich.console.Console:
        import rich.console

        return rich.console.Console(stderr=True, highlight=False, soft_wrap=True)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether messages go to a file or another program, which has no use for colours: rich takes long to load."""
        return not sys.stderr.isatty() and _COLOURED.isdisjoint(os.environ)

    def say(self, line: str) -> None:
        """A line for the user, unless --quiet."""
        if not self.is_quiet:
            self._print_error("", line)

    def warn(self, line: str) -> None:
        """A line for the user that something is not as it should be; with --quiet, too, where it is new."""
        if self.is_quiet and line in self.earlier:
            return
        self._print_error("[yellow]warning:[/] ", line, plain="warning: ")

    def detail(self, line: str) -> None:
        """A line for those who asked for more."""
        if self.is_verbose:
            self._print_error("[dim]", line)

    def _print_error(self, begin: str, line: str, plain: str = "") -> None:
        if self._is_plain:
            sys.stderr.write(f"{plain}{line.translate(_CONTROLS)}\n".expandtabs())
            return
        from rich.markup import escape

        self._errors.print(begin + escape(line))

    def print(self, line: str) -> None:
        """A line of data, on standard output."""
        sys.stdout.write(line + "\n")

    def json_line(self, value: Any) -> None:
        """One JSON value on a line of standard output."""
        import msgspec

        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")

    def json(self, value: Any) -> None:
        """One JSON value, indented, on standard output."""
        import msgspec

        sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")

    def json_array(self, values: Iterable[Any]) -> None:
        """An array on standard output, an element a line, without holding it in memory."""
        import msgspec

        sys.stdout.write("[")
        for number, value in enumerate(values):
            sys.stdout.write((",\n" if number else "\n") + msgspec.json.encode(value).decode())
        sys.stdout.write("\n]\n")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """A table on standard output: as wide as the terminal; elsewhere whole values, a record a line, with tabs between."""
        title, cells = _cell(title), [tuple(map(_cell, row)) for row in rows]
        if not sys.stdout.isatty():
            for line in ((title,), *((tuple(columns),) if any(columns) else ()), *cells):
                self.print("\t".join(line))
            return
        width = shutil.get_terminal_size().columns
        if widths := column_widths([tuple(columns), *cells], width):
            _print_aligned(title, columns, cells, widths)
        else:
            _print_wrapped(title, columns, cells, width)

    @contextmanager
    def progress(self) -> Iterator[Bars]:
        """Progress bars on a terminal, nothing elsewhere."""
        if self.is_quiet or self._is_plain or not self._errors.is_terminal:
            yield Bars(None)
            return
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        with Progress(*columns, console=self._errors, transient=True) as bars:
            yield Bars(bars)


class Bars:
    """A bar for each thing that is being done."""

    def __init__(self, bars: Progress | None) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._bars is None:
            return
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total or None)
        self._bars.update(self._tasks[what], completed=done, total=total or None)


# ---------------------------------------------------------------- tables on a terminal

_BETWEEN = 2
"""Columns of the terminal between those of a table."""
_INDENT = "    "


def _cell(value: Any) -> str:
    """A value on one line, without what would move the cursor."""
    text = "" if value is None else str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def column_widths(rows: Sequence[tuple[str, ...]], width: int) -> list[int] | None:
    """How wide each column is where no word is cut: the widest give way until they are equally wide; None where none fit."""
    from rich.cells import cell_len

    by_column = list(zip(*rows, strict=True))
    whole = [max(map(cell_len, cells)) for cells in by_column]
    words = [max((cell_len(word) for cell in cells for word in cell.split()), default=0) for cells in by_column]
    for widest in range(max(whole), -1, -1):
        chosen = [min(wide, max(word, widest)) for wide, word in zip(whole, words, strict=True)]
        if sum(chosen) + _BETWEEN * (len(chosen) - 1) <= width:
            return chosen
    return None


def wrapped(cells: Sequence[str], width: int) -> Iterator[str]:
    """A record on as many lines as it takes, with whole words; what does not fit on a line at all is one of its own."""
    from rich.cells import cell_len

    line = ""
    for cell in cells:
        for number, word in enumerate(cell.split()):
            between = " " * (1 if number else _BETWEEN) if line.strip() else ""
            if line.strip() and cell_len(line + between + word) > width:
                yield line
                line, between = _INDENT, ""
            line += between + word
    yield line


def _print_aligned(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    import rich.console
    from rich.markup import escape
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, _BETWEEN, 0, 0)
    )
    for column, wide in zip(columns, widths, strict=True):
        table.add_column(column, width=wide, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    rich.console.Console(highlight=False, width=shutil.get_terminal_size().columns).print(table)


def _print_wrapped(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> None:
    import rich.console
    from rich.markup import escape

    terminal = rich.console.Console(highlight=False, width=width)
    for line in (title, *(wrapped(columns, width) if any(columns) else ())):
        terminal.print(f"[bold]{escape(line)}[/]", soft_wrap=True)
    for row in rows:
        for line in wrapped(row, width):
            terminal.print(escape(line), soft_wrap=True)
