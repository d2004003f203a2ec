"""The text of a PDF, page by page, with the links that lie on it, in the marks of Markdown. The only user of pypdfium2.

Text comes in the order in which the page sets it, so that columns stay apart. pypdfium2 is an extra (`documents`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct

from enrich.conversion.extras import Lacking, Unreadable

_SIGNS = {
    0x02: "", 0x10: "“", 0x11: "”", 0x12: "„", 0x13: "«", 0x14: "»", 0x15: "–", 0x16: "—", 0x1B: "ff", 0x1C: "fi", 0x1D: "fl",
    0x1E: "ffi", 0x1F: "ffl", 0x88: "•", 0xFFFE: "", 0xFFFF: "", 0x0D: "", 0x00: " ",
}  # fmt: skip
"""What stands where a font of LaTeX says nothing of Unicode (https://www.latex-project.org/help/documentation/encguide.pdf, T1),
and the hyphen at the end of a line, which pdfium marks as U+FFFE."""
_NEAR = 4.0
"""Points around a place in which a letter is looked for."""
_MOST_LINKS = 5_000
_MOST_RECTS = 20_000
"""Stretches of text of a page."""
_APART = 1.5
"""Heights of a line from which a gap is one between columns."""
_COLUMN = "    "
_ROOM = 1.4
"""Distances of two lines from which a paragraph ends between them."""
_PASSWORD = 4
"""FPDF_ERR_PASSWORD: https://pdfium.googlesource.com/pdfium/+/main/public/fpdfview.h"""


def pdf_pages(body: bytes) -> list[str]:
    """The text of each page; raises Lacking without the extra, and Unreadable when it is locked, damaged or has no text."""
    try:
        import pypdfium2
    except ImportError as missing:
        raise Lacking("pdf") from missing
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as wrong:
        locked = getattr(wrong, "err_code", None) == _PASSWORD or "password" in str(wrong).lower()
        problem = "it is encrypted; save a copy without its password" if locked else f"it is damaged ({wrong})"
        raise Unreadable(f"it is a PDF, and {problem}") from wrong
    try:
        pages = [_page(pypdfium2.raw, document, page) for page in document]
    except pypdfium2.PdfiumError as wrong:
        raise Unreadable(f"it is a PDF, and it is damaged ({wrong})") from wrong
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise Unreadable(
            "it is a PDF without text (pictures of pages, as of a scanner); recognise its text first (OCR)"
        )
    return pages


def _page(raw: Any, document: Any, page: Any) -> str:
    words = page.get_textpage()
    text: str = words.get_text_range()
    rows = _rows(words)
    if len(rows) > 2 and len(rows) > 2 * len(text.split("\n")):
        return _laid_out(raw, document, page, rows).translate(_SIGNS)
    at = len(text)
    pieces: list[str] = []
    for start, end, address in sorted(_links(raw, document, page, words, text), reverse=True):
        if end <= at:
            pieces += [text[end:at], f"[{_folded(text[start:end])}]({address})"]
            at = start
    pieces.append(text[:at])
    return _with_columns("".join(reversed(pieces)), rows).translate(_SIGNS)


def _with_columns(text: str, rows: list[_Row]) -> str:
    """The lines of a page, their columns apart where their places show some, and a blank line where they leave more room."""
    down = sorted(above.bottom - row.bottom for above, row in pairwise(rows) if above.bottom > row.bottom)
    pitch = down[len(down) // 4] if down else 0.0
    places = {"".join(row.text.split()): row for row in rows}
    apart = {id(row) for above, row in pairwise(rows) if above.bottom - row.bottom > _ROOM * pitch}
    lines: list[str] = []
    for line in text.split("\n"):
        row = places.get("".join(line.split()))
        if row and id(row) in apart and lines:
            lines.append("")
        lines.append(row.text if row and _COLUMN in row.text else line)
    return "\n".join(lines)


class _Row(Struct):
    """A line of the page as its places show it."""

    bottom: float
    top: float
    right: float
    text: str

    def takes(self, left: float, bottom: float, top: float) -> bool:
        """Whether a stretch of text goes on in this line."""
        return min(top, self.top) - max(bottom, self.bottom) > (top - bottom) / 2 and left >= self.right - 1


def _rows(words: Any) -> list[_Row]:
    """The lines of a page by the places of its text; two blanks or more where columns are apart."""
    rows: list[_Row] = []
    for number in range(min(words.count_rects(), _MOST_RECTS)):
        left, bottom, right, top = words.get_rect(number)
        text = " ".join(words.get_text_bounded(left, bottom, right, top).split())
        if not text:
            continue
        if rows and rows[-1].takes(left, bottom, top):
            gap = left - rows[-1].right
            apart = gap > _APART * (top - bottom) or (gap > 1 and rows[-1].text.isdecimal())
            rows[-1].text += (_COLUMN if apart else " " if gap > 1 else "") + text
            rows[-1].right = right
        else:
            rows.append(_Row(bottom, top, right, text))
    return rows


def _laid_out(raw: Any, document: Any, page: Any, rows: list[_Row]) -> str:
    """The lines of a page as they are set, for one whose text comes without the ends of its lines; the addresses of links stand behind them."""
    link, position, area = raw.FPDF_LINK(), ctypes.c_int(0), raw.FS_RECTF()
    for _ in range(_MOST_LINKS):
        if not raw.FPDFLink_Enumerate(page.raw, position, link):
            break
        address = _address(raw, document, link)
        if address.startswith("http") and raw.FPDFLink_GetAnnotRect(link, area):
            middle = (area.top + area.bottom) / 2
            row = next((row for row in rows if row.bottom <= middle <= row.top), None)
            if row:
                row.text += f" [link]({address})"
    return "\n".join(row.text for row in rows)


def _folded(label: str) -> str:
    return " ".join(label.translate(_SIGNS).replace("[", "").replace("]", "").split())


def _links(raw: Any, document: Any, page: Any, words: Any, text: str) -> Iterator[tuple[int, int, str]]:
    """Where the label of each link begins and ends in the text, and its address."""
    link, position, area = raw.FPDF_LINK(), ctypes.c_int(0), raw.FS_RECTF()
    for _ in range(_MOST_LINKS):
        if not raw.FPDFLink_Enumerate(page.raw, position, link):
            return
        address = _address(raw, document, link)
        if not address.startswith("http") or not raw.FPDFLink_GetAnnotRect(link, area):
            continue
        label = words.get_text_bounded(area.left, area.bottom, area.right, area.top).strip()
        middle = (area.top + area.bottom) / 2
        near = raw.FPDFText_GetCharIndexAtPos(words.raw, area.left + 1, middle, _NEAR, _NEAR)
        start = text.find(label, max(0, near - 3)) if near >= 0 and label else -1
        if 0 <= start <= near + 3 and not label.startswith("http"):
            yield start, start + len(label), address
        elif not label.startswith("http"):
            end = text.find("\n", max(near, 0))
            end = len(text) if near < 0 or end < 0 else end
            yield end, end, address


def _address(raw: Any, document: Any, link: Any) -> str:
    action = raw.FPDFLink_GetAction(link)
    size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
    if size <= 1:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document.raw, action, buffer, size)
    return buffer.value.decode("utf-8", "replace").strip().replace("(", "%28").replace(")", "%29").replace(" ", "%20")
