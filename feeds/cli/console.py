"""What the command line shows: lines on standard error, tables and JSON on standard output, progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import rich.console
    from rich.progress import Progress, TaskID


class Console:
    """Speaks to the user as loudly as asked."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.is_quiet = quiet
        self.is_verbose = verbose

    @cached_property
    def _errors(self) -> rich.console.Console:
        import rich.console

        return rich.console.Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, line: str) -> None:
        """A line for the user, unless --quiet."""
        if not self.is_quiet:
            self._print_error("", line)

    def warn(self, line: str) -> None:
        """A line for the user that something is not as it should be; even with --quiet."""
        self._print_error("[yellow]warning:[/] ", line)

    def detail(self, line: str) -> None:
        """A line for those who asked for more."""
        if self.is_verbose:
            self._print_error("[dim]", line)

    def _print_error(self, begin: str, line: str) -> None:
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
        """A table on standard output."""
        import rich.console
        from rich.markup import escape
        from rich.table import Table

        table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
        rich.console.Console(highlight=False).print(table)

    @contextmanager
    def progress(self) -> Iterator[Bars]:
        """Progress bars on a terminal, nothing elsewhere."""
        if self.is_quiet or not self._errors.is_terminal:
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
