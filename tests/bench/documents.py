"""How well documents of all formats are read: gold documents through the whole worker, against the local arXiv.

    python tests/bench/documents.py [--gold FOLDER ...] [--before CHECKOUT] [--missed]

Each folder below FOLDER with an `expected.json` is one document (see tests/bench/documents/README.md). All are read in one run, one source each;
what became of each mention and what stands on each record is compared with what is expected. With `--before` the same is done with
another checkout of the program, side by side. `--missed` names what is not as expected.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent / "documents"
STANDIN = ROOT / "tests" / "support" / "arxiv_standin.py"
ATTACHED = {"found", "withdrawn"}
READ = "import sys; from feeds.__main__ import main; sys.argv = ['paperwire', *sys.argv[1:]]; main()"


@dataclass(slots=True)
class Tally:
    """What came of some documents."""

    counts: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def note(self, what: str, right: bool, words: str) -> None:
        self.counts[f"{what} of"] += 1
        self.counts[what] += right
        if not right:
            self.missed.append(words)

    def share(self, what: str) -> str:
        of = self.counts[f"{what} of"]
        return f"{self.counts[what]}/{of} ({self.counts[what] / of:.3f})" if of else "-"


def normal(text: str) -> str:
    """A title without case, accents, punctuation and TeX."""
    text = re.sub(r"\\[a-zA-Z]+|[{}$\\]", "", unicodedata.normalize("NFKD", text))
    return re.sub(r"[\W_]+", "", text.lower()) or text


def cases_in(folders: list[Path]) -> list[Path]:
    return sorted({found.parent for folder in folders for found in folder.rglob("expected.json")})


def records_of(folders: list[Path]) -> list[Path]:
    """The files of records that belong to the cases."""
    found = {path for folder in folders for top in (folder, folder.parent) for path in top.glob("*.jsonl*")}
    return sorted(found)


def serve(records: list[Path], code: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, str(STANDIN), "--data", *map(str, records)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=code)
    assert server.stdout
    return server, server.stdout.readline().strip()


def run(cases: list[Path], address: str, code: Path, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """Every mention with what became of it, the records by id, and what the run said; in a fresh folder."""
    settings = [f'[arxiv]\nbase_url = "{address}"\ncontact = "bench@example.org"\nmin_interval = 0\n']
    for case in cases:
        shutil.copytree(case, folder / case.name)
        (folder / case.name / "expected.json").unlink()
        settings.append(f'[[sources]]\nname = "{case.name}"\nfiles = ["{case.name}/**/*"]\n')
    (folder / "paperwire.toml").write_text("\n".join(settings), encoding="utf-8")
    output = program(code, folder, "enrich")
    mentions = json.loads(program(code, folder, "status", "--mentions", "--json", errors=False))
    program(code, folder, "publish")
    with gzip.open(folder / "out" / "dumps" / "records.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = {record["id"]: record for record in map(json.loads, lines)}
    return mentions, records, output


def program(code: Path, folder: Path, *words: str, errors: bool = True) -> str:
    environment = {**os.environ, "PYTHONPATH": str(code)}
    done = subprocess.run(
        [sys.executable, "-c", READ, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if errors else done.stdout


def judge(case: Path, mentions: list[dict[str, Any]], records: dict[str, Any], output: str, tally: Tally) -> None:
    """Compare what became of one document with what is expected of it."""
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    own = [mention for mention in mentions if mention["source"] == case.name]
    before = len(tally.missed)
    if expected.get("unreadable"):
        tally.note("unreadable said", case.name in output or bool(own), f"{case.name}: nothing is said of it")
        return
    attached = {mention["id"] for mention in own if mention["outcome"] in ATTACHED}
    ids = set(expected.get("ids", ()))
    asked = {mention["id"] for mention in own if mention["id"]}
    for one in sorted(ids):
        tally.note("ids", one in asked, f"{case.name}: id {one} is missed")
    titled = {normal(title): title for title in titles_of(own)}
    for title, paper in expected.get("titles", {}).items():
        tally.note("titles", paper in attached, f"{case.name}: {paper} is not attached: {title!r}")
        tally.note(
            "outcomes", paper in attached or has_outcome(title, titled), f"{case.name}: no outcome for {title!r}"
        )
    for title in expected.get("absent", ()):
        tally.note("outcomes", has_outcome(title, titled), f"{case.name}: no outcome for {title!r}")
    for text in expected.get("quiet", ()):
        tally.note("quiet", not is_listed(text, titled), f"{case.name}: NOISE, taken for a work: {text!r}")
    fine = ids | set(expected.get("titles", {}).values()) | set(expected.get("optional", ()))
    wrong = sorted(attached - fine)
    tally.counts["wrong papers"] += len(wrong)
    tally.missed += [f"{case.name}: WRONG paper {one}" for one in wrong]
    judge_values(case.name, expected, records, tally)
    tally.note("documents", len(tally.missed) == before, f"{case.name}: not as expected")


def judge_values(name: str, expected: dict[str, Any], records: dict[str, Any], tally: Tally) -> None:
    for one, values in expected.get("never", {}).items():
        origin = records.get(one, {}).get("provenance", {})
        added = [key for key in _ADDED if not origin.get(key, {}).get("source", "").startswith("arxiv")]
        stands = json.dumps([stood(records, one, key) for key in added], ensure_ascii=False)
        for value in values:
            there = value in stands
            tally.counts["wrong values"] += there
            tally.missed += [f"{name}: WRONG value {value!r} on {one}"] * there
    for one, fields in expected.get("values", {}).items():
        for key, value in fields.items():
            stands = json.dumps(stood(records, one, key), ensure_ascii=False)
            parts = value if isinstance(value, list) else [value]
            right = all(str(part) in stands for part in parts)
            tally.note("values", right, f"{name}: {key} of {one} is {stands[:80]}, not {value!r}")


_ADDED = ("venue", "code", "affiliations", "pages", "comment")


def stood(records: dict[str, Any], paper: str, name: str) -> Any:
    """What a record says; code is among its links, affiliations also stand with single authors."""
    record = records.get(paper, {})
    if name == "code":
        return record.get("links", {}).get("code") or ""
    if name == "affiliations":
        return [*record.get(name, ()), *(author["affiliations"] for author in record.get("authors", ()))]
    return record.get(name) or ""


def titles_of(mentions: list[dict[str, Any]]) -> list[str]:
    return [title for mention in mentions for title in (mention.get("title"), mention.get("text")) if title]


def has_outcome(title: str, titled: dict[str, str]) -> bool:
    """Whether a title is among those that have an outcome, whole or in what is a little longer or shorter."""
    one = normal(title)
    return any(
        one == other or (len(one) > 12 and len(other) > 12 and (one in other or other in one)) for other in titled
    )


def is_listed(text: str, titled: dict[str, str]) -> bool:
    """Whether what is no work stands among the titles, alone or with little around it."""
    one = normal(text)
    return any(one == other or (len(one) > 12 and one in other and len(other) < 2 * len(one)) for other in titled)


def measure(cases: list[Path], records: list[Path], code: Path) -> Tally:
    tally = Tally()
    server, address = serve(records, ROOT)
    try:
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            mentions, found, output = run(cases, address, code, Path(folder))
            tally.counts["seconds"] = round(time.monotonic() - begun)
    finally:
        server.terminate()
        server.communicate()
    for case in cases:
        judge(case, mentions, found, output, tally)
    return tally


ROWS = ("documents", "ids", "titles", "outcomes", "quiet", "values", "unreadable said")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, nargs="+", default=[HERE])
    parser.add_argument("--records", type=Path, nargs="*", help="more records for the local arXiv")
    parser.add_argument("--before", type=Path, help="another checkout of the program")
    parser.add_argument("--missed", action="store_true")
    wanted = parser.parse_args()
    folders = [folder.resolve() for folder in wanted.gold]
    cases = cases_in(folders)
    records = [*records_of(folders), *(path.resolve() for path in wanted.records or ())]
    checkouts = {"now": ROOT, **({"before": wanted.before.resolve()} if wanted.before else {})}
    tallies = {name: measure(cases, records, code) for name, code in checkouts.items()}
    print(f"{'':18}" + "".join(f"{name:>22}" for name in tallies))
    for row in ROWS:
        print(f"{row:18}" + "".join(f"{tally.share(row):>22}" for tally in tallies.values()))
    for row in ("wrong papers", "wrong values", "seconds"):
        print(f"{row:18}" + "".join(f"{tally.counts[row]:>22}" for tally in tallies.values()))
    if wanted.missed:
        print("\n".join(tallies["now"].missed))


if __name__ == "__main__":
    main()
