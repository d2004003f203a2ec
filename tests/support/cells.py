"""What a reader of cells makes of the sign that they may have."""

from __future__ import annotations


def live(cell: str) -> str:
    """What a cell, an item of it or a paragraph said before `inert`."""
    return cell.removeprefix("'")
