"""Records that other programs are to read: a sample of real ones, and hostile ones."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from enrich.arxiv import raw_record as raw
from enrich.record import Author, Mention, Outcome, PublishableRecord, Record, ResolvedMention, Verdict
from enrich.snapshot import rows as snapshot_rows
from feeds.dumps.dump import entry_of
from tests.support.dump_corpus import record

SEEN = datetime(2025, 7, 20, 4, 45, tzinfo=UTC)

TITLES = (
    *("2501.00010", "1/2", "MAR1", "1E5", "TRUE", "+1", "007", "3-4", "=SUM(A1)", "-2", "@x", "$5", "50%", "12:30"),
    *("2020-01-02", "#N/A", "(1)", "１２", "١٢٣", "March 2020", ".5", "1,000", '"quoted"', "a; b", "‘’“”…–—"),
    *("100% of $x_1^2$ & #1 ~ {", "} closed before {", "\\input{/etc/passwd}", "\\write18{touch /tmp/x}", "\\def\\x{\\x}\\x"),
    *("\\end{document}", "\\end{thebibliography}", "^^5c^^M x^{^}", "% all is a comment", "\\", "a\\\\b", "$", "$$", "$x", "_"),
    *("@misc{fake, title = {x}}", "@comment{x}", "<b>bold</b> | pipe", "O'Neill's ``fast'' ---- ?`x !`y ,,z"),
    *("Ελληνικά, Русский, 中文标题, 日本語, 한국어, עברית, العربية, हिन्दी, ไทย", "Café naïve Łódź Đặng Çağrı Ðþßœ ŉ ĳ"),
    *("e\u0301a\u0308n\u0303 x\u0302 q\u0323\u0307 \u0301", "🎉 emoji 👩‍🔬 🇩🇪", "x\u202eevil\u202c y\u200bz", "α-β ℝⁿ ½ ∑ᵢ xᵢ² ≤ ∞ 𝔽₂ 𝒪(n) → ⊗"),
    *("'Action' versus 'play'", "''x", '"=1"'),
    *("tab\there and\nline", "c1 \x85 \x92 control", "\ufeffmark", "\U0010ffff \ufffe private \ue000"),
    "long " * 400,
)  # fmt: skip
"""Each a title of a record of its own."""

TEX = (
    *(
        r"On $\alpha$-Stable $\mathbb{R}^n$ and $O(n \log n)$",
        r"$\frac{a}{b}$ in $\mathcal{L}_{i,j}$",
        r"$\ours{x}$ fails",
    ),
    *(r"$x^{y$ unbalanced", r"$\input{/etc/passwd}$", r"$\def\x{\x}\x$", r"$\begin{array}{c} a \\ b \end{array}$ x"),
    *(r"$a & b$", r"$a # b$", r"$x_1_2$", r"$\left( x$", r"{\bf bold} $x$", r"\foo{$x$} \'e $y$", r"$a\\b$ $%$ $~$"),
    *(
        r"cost $5 and $10 $x$",
        r"$$x^2$$ display",
        r"\(x^2\) round",
        r"$\text{if $x$}$",
        r"$x$ 中文 $é$",
        r"$\hbox{\input x}$",
    ),
)
"""Titles as arXiv has them: some TeX sets, some it must not see."""

NAMES = (
    *(
        "Ludwig van Beethoven",
        "The LIGO Scientific Collaboration",
        "Smith and Sons",
        "others",
        "et al.",
        "王小明",
        "Plato",
    ),
    *("John Heath Jr.", "Heath, John", "A {B", "O'Brien & Co", "Đặng Văn Á", "José Núñez", "Şule Öğüt", "Иван Иванов"),
    *("a, b, c, d", "%", "\\input", "x\u0301y Z", "=cmd|x", "de la Cruz", "N. 3rd Author", "Ernest Hemingway III"),
    "Very Long Name " * 40,
)


def real(shared: Path, count: int) -> Iterator[dict[str, Any]]:
    """`count` real records, spread over all of them, in the form of the dumps; all for 0."""
    with gzip.open(shared / "data" / "arxiv-cs.jsonl.gz", "rb") as lines:
        for line in islice(lines, None, None, 20_000 // count if count else 1):
            yield dumped(raw.record(snapshot_rows.raw(line), "snapshot", SEEN))


def hostile(crowd: int = 300) -> list[dict[str, Any]]:
    """Records whose every text is one of those above; one of them has `crowd` authors."""
    records: list[Record] = []
    for place, title in enumerate(TITLES):
        name = Author(NAMES[place % len(NAMES)])
        records.append(
            record(
                f"2501.{place:05}0"[:10],
                title=title,
                title_tex=title,
                abstract=title,
                authors=(name, Author("Ada Lovelace")),
                journal_ref=title,
                comment=title,
                dois=(f"10.1145/{place}.{place:04}0",),
            )
        )
    for place, tex in enumerate(TEX):
        records.append(
            record(f"2502.{place:05}", title=f"Plain {place}", title_tex=tex, authors=(Author("Ada Lovelace"),))
        )
    records.append(record("2503.00010", authors=tuple(map(Author, NAMES)), journal_ref="3-4"))
    records.append(record("2503.00020", authors=tuple(Author(f"Author Number {n}") for n in range(crowd)), dois=()))
    records.append(record("hep-th/9901001", authors=(), title="", abstract="", dois=(), withdrawn=True))
    records.append(
        record("cs/0112017", dois=("10.1002/(SICI)1097(199)3:3<139::AID>3.0.CO;2-2", "10.1/x%y_z#a&b{c}~\\d"))
    )
    return [dumped(one) for one in records]


def dumped(one: Record) -> dict[str, Any]:
    mention = Mention("ids.txt", "list", "line 1, column 1", one.id, "id", one.id)
    verdict = Verdict(Outcome.FOUND, "arXiv has it.", one.id)
    kept = PublishableRecord(one, Outcome.FOUND, 1, SEEN, 1, (ResolvedMention(mention, verdict),))
    dump_record = entry_of(kept, ("2024",), [None] * len(one.authors)).record
    assert dump_record is not None
    return dump_record
