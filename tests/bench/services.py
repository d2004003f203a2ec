"""What metadata services add to papers, and what of it is wrong: all of them asked, their answers reconciled, against the truth.

    python tests/bench/services.py [--data arxiv-cs.jsonl.gz] [--papers 2000] [--trouble 1] [--seed 0] [--fault shift_orcids]

The services are the local stand-in, which invents what is true of a paper and plants defects in its answers (`--trouble`
times as many as usual); `--fault` spoils every answer of every service beside (`--shift-orcids`: each list of authors has
its iDs one place further). The services' own modules ask it over HTTP.

A row of the table is a field and who states it. Offered: right values that it states. Attached: those of them that the
paper has in the end. Open: the rest. Wrong: values of this source that papers have in the end and that are not true. Rows
in brackets are those that the order of trust does not believe by themselves (hints, single voices). Exit status 1 when
anything is wrong, or when of a field less than 98 % of what is offered and believed is attached although no fault was asked for.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
sys.path.insert(0, str(ROOT))

from enrich.arxiv.raw_record import record as complete  # noqa: E402
from enrich.reconcile.reconcile import reconcile  # noqa: E402
from enrich.record import Record  # noqa: E402
from enrich.snapshot.rows import raw  # noqa: E402
from tests.support.services import WHEN  # noqa: E402
from tests.support.sources_standin import Server, read_records  # noqa: E402
from tests.support.truth import BELIEVED, FAULTY, Judge, Row, hear  # noqa: E402

SHARE = 0.98
"""Of what is offered and believed."""
ENOUGH = 100
"""Values that a field needs for its share to mean something."""


# ---------------------------------------------------------------- the table


def shown(rows: Mapping[tuple[str, str], Row]) -> list[str]:
    """Print the table; the fields of which too little of what is offered and believed is attached."""
    print(f"\n{'field':<12} {'source':<28} {'offered':>8} {'attached':>9} {'wrong':>6} {'open':>6}")
    totals: dict[str, Row] = {}
    for (kind, source), row in sorted(rows.items()):
        believed = source in BELIEVED.get(kind, ())
        print(f"{kind:<12} {source if believed else f'({source})':<28} {cells(row)}")
        for total in (totals.setdefault(kind, Row()), totals.setdefault("all", Row())):
            total.wrong += row.wrong
            if believed:
                total.offered += row.offered
                total.attached += row.attached
    print()
    for kind, total in totals.items():
        print(f"{kind:<12} {'believed':<28} {cells(total)}")
    return [
        kind for kind, total in totals.items() if total.offered >= ENOUGH and total.attached < SHARE * total.offered
    ]


def cells(row: Row) -> str:
    """The figures of a row."""
    share = f"{row.attached / row.offered:8.2%}" if row.offered else ""
    return f"{row.offered:8} {row.attached:9} {row.wrong:6} {row.offered - row.attached:6} {share}"


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file of records, compressed or not."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        yield from file


def records_of(path: Path, most: int) -> list[Record]:
    """As many records as the stand-in reads, from the same file; those that would not be complete are left out."""
    found = []
    for count, line in enumerate(lines(path)):
        if count == most:
            break
        try:
            found.append(complete(raw(line), "snapshot", WHEN))
        except ValueError as problem:
            print(f"left out: {problem}")
    return found


def options_of(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=SHARED / "data" / "arxiv-cs.jsonl.gz", help="JSON lines of records"
    )
    parser.add_argument("--papers", type=int, default=2000, help="the first so many records of the file")
    parser.add_argument("--trouble", type=float, default=1.0, help="planted defects, times this")
    parser.add_argument("--seed", type=int, default=0, help="another seed is another world")
    parser.add_argument(
        "--fault", help="a fault of content in every answer: shift_orcids, orcid_twice, reverse_authors ..."
    )
    parser.add_argument("--shift-orcids", dest="fault", action="store_const", const="shift_orcids")
    parser.add_argument("--why", action="store_true", help="print each believed value that is left open")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Ask, reconcile, compare, print; 1 when something is wrong."""
    options = options_of(argv)
    records = records_of(options.data, options.papers)
    faults = [{"service": name, "kind": options.fault} for name in FAULTY] if options.fault else []
    server = Server(read_records([options.data], options.papers), 0, options.seed, options.trouble, 0.0, faults=faults)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    began = time.perf_counter()
    heard = hear(server, records)
    print(f"{len(records)} papers, seed {options.seed}, trouble {options.trouble:g}, fault {options.fault or 'none'}; keys asked: "
          + ", ".join(f"{name} {count}" for name, count in sorted(heard.asked.items())) + f"; {time.perf_counter() - began:.0f} s")  # fmt: skip
    for problem, count in Counter(re.sub(r"\d[\d.]{3,}", "N", one) for one in heard.problems).most_common(5):
        print(f"  {count} x {problem}")
    began = time.process_time()
    found = [reconcile(record, heard.statements[record.id], heard.persons) for record in records]
    spent = time.process_time() - began
    count = sum(map(len, heard.statements.values()))
    print(
        f"reconciled: {len(records) / spent:.0f} papers a second of one core, {count / len(records):.1f} statements each"
    )
    judge = Judge(server, heard.persons)
    for record, one in zip(records, found, strict=True):
        judge.judge(record, heard.statements[record.id], one)
    server.shutdown()
    few = shown(judge.rows)
    disagreements = Counter(each.field for one in found if one for each in one.disagreements)
    print("disagreements kept:", dict(sorted(disagreements.items())))
    for one in judge.open if options.why else ():
        print("left open:", *asdict(one).values())
    for wrong in judge.wrong[:20]:
        print(f"WRONG {wrong}")
    if few and not options.fault:
        print(f"too little is attached: {', '.join(few)}")
    return int(bool(judge.wrong) or (bool(few) and not options.fault))


if __name__ == "__main__":
    sys.exit(main())
