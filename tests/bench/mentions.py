"""How fast ids are extracted from plain text, beside a single bare regular expression; and that memory stays flat.

Run: python tests/bench/mentions.py [--data arxiv-cs.jsonl.gz] [--mb 100]
Without the data file the prose is made up. Each figure is the best of three; memory is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from enrich.identifiers.find import scan  # noqa: E402

TODAY = date(2026, 7, 1)
BARE = re.compile(r"\d{4}\.\d{4,5}")
PIECE = 1 << 20
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
FORMS = ("arXiv:{}", "https://arxiv.org/abs/{}", "10.48550/arXiv.{}", "arXiv:{}v2 [cs.LG]", "arXiv preprint {}")
DOI = " doi:10.1145/3613904.3642628."


def abstracts(data: Path) -> list[str]:
    """Real prose, or made-up prose when the data file is not there."""
    if data.exists():
        with gzip.open(data, "rt", encoding="utf-8") as lines:
            return [json.loads(line)["abstract"] for line in lines]
    words = re.findall(
        r"\S+", "the of we model learning graph results method networks 3.5 2019 performance (see this, proof."
    )
    rng = random.Random(2)
    return [" ".join(rng.choices(words, k=150)) + "\n" for _ in range(5000)]


def prose(texts: list[str], size: int, *, ids: bool, ascii_only: bool = False, line: bool = False) -> bytes:
    """`size` bytes of abstracts, about one written id in two kilobytes."""
    rng, parts, length = random.Random(1), [], 0
    while length < size:
        part = rng.choice(texts)
        if ids and rng.random() < 0.5:
            part += rng.choice(FORMS).format(f"{rng.randint(15, 25)}{rng.randint(1, 12):02}.{rng.randint(1, 20000):05}")
            part += DOI if rng.random() < 0.1 else ""
        data = (part.replace("\n", " ") if line else part + "\n").encode("ascii" if ascii_only else "utf-8", "replace")
        parts.append(data)
        length += len(data)
    return b"".join(parts)[:size]


def pieces(data: bytes) -> Iterator[bytes]:
    return (data[at : at + PIECE] for at in range(0, len(data), PIECE))


def best(work: object, data: bytes) -> tuple[float, int]:
    """Megabytes a second (10**6 bytes), and what was found."""
    seconds, found = float("inf"), 0
    for _ in range(3):
        begun = time.process_time()
        found = work(data)  # type: ignore[operator]
        seconds = min(seconds, time.process_time() - begun)
    return len(data) / 1e6 / seconds, found


def ours(data: bytes) -> int:
    return sum(1 for _ in scan(pieces(data), TODAY))


def bare(data: bytes) -> int:
    return sum(1 for _ in BARE.finditer(data.decode("utf-8", "replace")))


def bare_lines(data: bytes) -> int:
    """The same expression, with the line of each match: what a report of places costs."""
    return sum(1 for line in data.decode("utf-8", "replace").splitlines() for _ in BARE.finditer(line))


def peak(path: Path) -> int:
    """Peak resident memory in MB of a process that scans the file in pieces."""
    run = subprocess.run(
        [sys.executable, __file__, "--scan", str(path)], check=True, capture_output=True, text=True, env={**os.environ}
    )
    return int(run.stdout)


def scan_file(path: Path) -> None:
    with path.open("rb") as file:
        for _ in scan(iter(lambda: file.read(PIECE), b""), TODAY):
            pass
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)


def speed(texts: list[str], size: int) -> None:
    numbers = random.Random(3)
    cases = {
        "prose, an id in 2 kB": prose(texts, size, ids=True),
        "prose, no id added": prose(texts, size, ids=False),
        "prose, one single line": prose(texts, size, ids=True, line=True),
        "prose in Greek, some ids": prose([text.replace("a", "α").replace("e", "ε") for text in texts], size, ids=True),
        "ids only, one a line": b"".join(
            f"{numbers.randint(15, 25)}{numbers.randint(1, 12):02}.{numbers.randint(1, 20000):05}\n".encode()
            for _ in range(size // 200)
        ),
        "measurements only": b"".join(
            f"{numbers.random() * 10000:.5f}\t{numbers.random() * 10:.4f}\n".encode() for _ in range(size // 40)
        ),
    }
    print(
        f"{'':28}{'MB':>6}{'ours MB/s':>12}{'bare regex MB/s':>17}{'..by line':>11}{'ours hits':>11}{'bare hits':>11}"
    )
    for name, data in cases.items():
        mine, hits = best(ours, data)
        theirs, matches = best(bare, data)
        lines, _ = best(bare_lines, data)
        print(f"{name:28}{len(data) / 1e6:6.0f}{mine:12.1f}{theirs:17.1f}{lines:11.1f}{hits:11}{matches:11}")


def memory(texts: list[str]) -> None:
    print("\npeak memory of a whole process (file read in pieces of 1 MiB)")
    chunk = prose(texts, 10_000_000, ids=True)
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (1, 10, 50, 200):
            for name, text in (("lines", chunk), ("one line", chunk.replace(b"\n", b" "))):
                path = Path(folder) / "text"
                with path.open("wb") as file:
                    for _ in range(max(1, megabytes // 10)):
                        file.write(text[: megabytes * 1_000_000])
                print(f"{megabytes:6} MB, {name:9}{peak(path):6} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "arxiv-cs.jsonl.gz")
    parser.add_argument("--mb", type=int, default=50)
    parser.add_argument("--scan", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.scan:
        scan_file(arguments.scan)
        return
    texts = abstracts(arguments.data)
    speed(texts, arguments.mb * 1_000_000)
    memory(texts)


if __name__ == "__main__":
    main()
