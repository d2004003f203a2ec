"""Feeds readers what nobody wrote on purpose: documents, damaged, repeated and mixed, each read as the run reads it.

    python tests/bench/fuzz_readers.py FOLDER... [--minutes 60] [--seed 1] [--found found.jsonl] [--limit 10]

Told of: a reader that raises, that dies, that takes too long or too much memory, and one that is slow for the size of what it
reads (also at twice and four times as much of it, which tells quadratic from merely slow), by the time of the processor.
Minutes are those of the clock that reading takes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from enrich.documents.open import read_bytes
from enrich.errors import CannotRead
from enrich.machine.worker import WorkFailed, work_apart
from enrich.pipeline.read_document import Task, perform
from enrich.record import Document

TODAY = date(2026, 7, 1)
TOKENS = (
    *"[](){}<>|`'\"$\\*_~^&%#@!?,;:.-+=/ \t\n0aA", "- ", "* ", "> ", "1. ", "| ", "$$", "``", "```", "<a href='", "</", "<li>",
    "<td>", "<!--", "]]>", "&amp;", "https://", "arXiv:", "2401.00001", "10.1000/", " and ", "et al.", "Jane Doe, ", "Doe, J.; ",
    "@article{", "title = {", "{\\'e}", "\\textbf{", "$x^{", "\u00a0", "\u2028", "\ufeff", "\u200b", "\u02bc", "(2020)", "In Proc. ",
    "AU  - ", "ER  - ", '{"a":', "[{", "...", "\u2026", "---\n", "\n\n", "\r\n", "# ", "    ", "ICML 2024", "9" * 9, "a.b", "A-",
)  # fmt: skip
NAMES = (
    "a.txt", "a.md", "a.html", "a.tex", "a.bbl", "a.bib", "a.ris", "a.nbib", "a.enw", "a.csv", "a.tsv", "a.json", "a.jsonl",
    "a.rss", "a.opml", "a.xml", "a.rdf", "a.yaml", "a.cff", "a.toml", "a.eml", "a.mbox", "a.ipynb", "a.adoc", "a.rst", "a.org",
    "a.wiki", "a.typ", "ids",
)  # fmt: skip
LONGEST = 40_000
SLOW = 0.15, 2e-5
"""Seconds of the processor that any document may take, and for each of its characters."""


def document(text: str, name: str) -> Document:
    """A document as it would be fetched; raises CannotRead when it is no text."""
    opened = read_bytes(text.encode("utf-8", "replace"), name, "fuzz")
    return replace(opened, format="ids") if name == "ids" else opened


def seeds(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """(name, text) of every document in the folders that is a text."""
    found = []
    for path in sorted(one for folder in folders for one in folder.rglob("*") if one.is_file()):
        try:
            opened = read_bytes(path.read_bytes()[:2_000_000], path.name, "fuzz")
        except CannotRead:
            continue
        text = b"".join(opened.pieces()).decode("utf-8", "replace")
        found.append((path.name, text[:200_000]))
    return found


def damaged(text: str, chance: random.Random, others: Sequence[tuple[str, str]]) -> str:
    """The text after a few changes, at most LONGEST characters of it."""
    start = chance.randrange(max(1, len(text) - 3000))
    text = text[start : start + chance.choice((100, 500, 2000, 8000))]
    for _ in range(chance.randint(1, 6)):
        text = _changed(text, chance, others)[:LONGEST]
    return text


def _changed(text: str, chance: random.Random, others: Sequence[tuple[str, str]]) -> str:
    at = chance.randrange(len(text) + 1)
    to = min(len(text), at + int(chance.expovariate(0.05)))
    times = chance.choice((2, 3, 10, 100, 1000, 5000))
    match chance.randrange(8):
        case 0:
            return text[:at] + text[to:]
        case 1:
            return text[:at] + text[at:to] * times + text[to:]
        case 2:
            return text[:at] + chance.choice(TOKENS) * times + text[at:]
        case 3:
            several = "".join(chance.choices(TOKENS, k=chance.randint(2, 4)))
            return text[:at] + several * times + text[at:]
        case 4:
            other = chance.choice(others)[1]
            place = chance.randrange(len(other) + 1)
            return text[:at] + other[place : place + 500] + text[at:]
        case 5:
            return text[:at] + "".join(chance.choices(TOKENS, k=30)) + text[to:]
        case 6:
            return text.replace("\n", chance.choice((" ", "", "\n\n", "\r", "\t")), chance.choice((1, -1)))
        case _:
            return (
                text[:at] + chr(chance.choice((0, 1, 127, 133, 160, 768, 8203, 8232, 65279, 65533, 128512))) + text[at:]
            )


def seconds(read: Document, limit: float) -> tuple[float, str]:
    """How long reading takes, of the processor, and what went wrong."""
    start = processor()
    try:
        for _ in work_apart(perform, Task(read, TODAY, "", "read"), seconds=limit, megabytes=1000):
            pass
    except WorkFailed as wrong:
        return processor() - start, str(wrong)
    return processor() - start, ""


def judged(text: str, name: str, limit: float) -> str:
    """What is wrong with how the text is read; empty when nothing is."""
    spent, wrong = seconds(document(text, name), limit)
    if wrong or spent < SLOW[0] + SLOW[1] * len(text):
        return wrong
    spent = min(spent, seconds(document(text, name), limit)[0])
    if spent < SLOW[0] + SLOW[1] * len(text):
        return ""
    costs = [seconds(document(text * times, name), limit)[0] for times in (2, 4)]
    return f"slow: {len(text)} characters {spent:.2f} s, twice {costs[0]:.2f} s, four times {costs[1]:.2f} s"


def processor() -> float:
    """Seconds of the processor that this process has used, those that it began, and those that these began and that ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(map(_of_child, multiprocessing.active_children()))


def _of_child(child: BaseProcess) -> float:
    """Linux: /proc has what getrusage has only of those that have ended."""
    try:
        fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0, help="of the clock, while reading")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that a document may take")
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-found.jsonl")
    given = parser.parse_args()
    chance, documents = random.Random(given.seed), seeds(given.folders)
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    reading = 0.0
    with given.found.open("a", encoding="utf-8") as found:
        while reading < given.minutes * 60:
            name, text = chance.choice(documents)
            name = name if chance.random() < 0.6 else chance.choice(NAMES)
            text = damaged(text, chance, documents)
            try:
                form = document(text, name).format
            except CannotRead:
                continue
            start = time.perf_counter()
            what = judged(text, name, given.limit)
            reading += time.perf_counter() - start
            tried[form] += 1
            if what:
                wrong[form] += 1
                found.write(json.dumps({"name": name, "what": what, "text": text}) + "\n")
                found.flush()
                print(f"{sum(tried.values())} {name}: {what[:200]}", flush=True)
    print(
        f"{sum(tried.values())} documents in {reading / 60:.0f} minutes of reading, {processor() / 60:.0f} of the processor"
    )
    for kind, count in tried.most_common():
        print(f"{kind:10} {count:8} {wrong[kind]:6} wrong")


if __name__ == "__main__":
    main()
