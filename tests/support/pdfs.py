"""PDFs made of text, for the tests of their reader."""

from __future__ import annotations

from collections.abc import Sequence

COLUMNS = (50, 90, 710, 880)
"""Where the columns of a line begin."""


def pdf(
    lines: Sequence[str | tuple[str, ...]],
    links: tuple[tuple[int, str], ...] = (),
    encrypted: bool = False,
    wide: int = 600,
) -> bytes:
    """One page of lines in Courier, of texts in columns where a line is several; nothing is set for an empty line.

    `links` are (number of a line, address) over the first ten letters of the line.
    """
    tops = [780 - 13 * number for number in range(len(lines))]
    placed = [
        (left, top, text)
        for top, line in zip(tops, lines, strict=True)
        for left, text in zip(COLUMNS, (line,) if isinstance(line, str) else line, strict=False)
    ]
    shown = "".join(f"BT /F1 10 Tf {left} {top} Td ({text}) Tj ET\n" for left, top, text in placed if text)
    notes = "".join(
        f"<< /Type /Annot /Subtype /Link /Rect [50 {tops[at] - 3} 110 {tops[at] + 9}] /Border [0 0 0] "
        f"/A << /S /URI /URI ({address}) >> >> "
        for at, address in links
    )
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} 800] /Contents 4 0 R /Annots [{notes}] "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}endstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    lock = f"/Encrypt 6 0 R /ID [<{'22' * 16}> <{'22' * 16}>]" if encrypted else ""
    return (
        f"{out}xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(bodies) + 1} /Root 1 0 R {lock} >>\n"
        f"startxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")
