"""Where in the source of a document a text stands that its parser has told the line of, or nothing."""

from __future__ import annotations

from bisect import bisect_right

_NEAR = 20_000
"""Characters of a block in which its text is looked for."""


class Locator:
    """(`line 12`, a text) -> `line 13, column 5`: where the text stands first in that line or one below it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def __call__(self, place: str, text: str) -> str:
        number = place.removeprefix("line ").partition(",")[0]
        if not number.isdigit() or int(number) >= len(self.starts):
            return place
        start = self.starts[int(number) - 1]
        at = self.text.find(text, start, start + _NEAR)
        if at < 0:
            return f"line {number}, column 1"
        line = bisect_right(self.starts, at)
        return f"line {line}, column {at - self.starts[line - 1] + 1}"

    def anywhere(self, place: str, text: str) -> str:
        """The same where a parser tells no lines: where the text stands first in the source, whole or by its beginning."""
        for part in (text, text[:20]):
            if part and (at := self.text.find(part)) >= 0:
                line = bisect_right(self.starts, at)
                return f"line {line}, column {at - self.starts[line - 1] + 1}"
        return place.partition(", ")[2] or place
