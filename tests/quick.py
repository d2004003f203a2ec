"""The quick check: linters, types, and the tests that need no server, no browser and no other program. `python -m tests.quick`

The linters run beside the tests. What is left out here is in the whole check (`bash .ci/run`): tests/system/, and the folders
whose tests start servers and processes or publish much.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLOW = (
    "tests/bench",
    "tests/system",
    "tests/enrich/arxiv/test_api.py",
    "tests/enrich/asking",
    "tests/enrich/beyond",
    "tests/enrich/coordination",
    "tests/enrich/database",
    "tests/enrich/following",
    "tests/enrich/http/test_client.py",
    "tests/enrich/identities",
    "tests/enrich/machine",
    "tests/enrich/pipeline",
    "tests/enrich/services/test_crossref.py",
    "tests/enrich/services/test_huggingface.py",
    "tests/enrich/services/test_inspire.py",
    "tests/enrich/services/test_openalex.py",
    "tests/enrich/services/test_orcid.py",
    "tests/enrich/services/test_semantic_scholar.py",
    "tests/enrich/store",
    "tests/feeds/channels/test_former_topics.py",
    "tests/feeds/cli",
    "tests/feeds/connections",
    "tests/feeds/dumps",
    "tests/feeds/notify",
    "tests/feeds/objects",
    "tests/feeds/operate",
    "tests/feeds/pages",
    "tests/feeds/papers/test_build_papers.py",
    "tests/feeds/people",
    "tests/feeds/publish",
    "tests/feeds/review",
    "tests/feeds/schedule",
    "tests/feeds/search",
    "tests/feeds/sending",
    "tests/feeds/serve",
    "tests/feeds/state",
    "tests/feeds/output/test_staging.py",
    "tests/feeds/hosting",
    "tests/feeds/test_beyond_arxiv.py",
    "tests/feeds/test_home.py",
    "tests/feeds/test_installation.py",
    "tests/feeds/exports/test_citations.py",
    "tests/feeds/exports/test_spreadsheets.py",
    "tests/test_pictures.py",
)
"""Folders and files of tests that take long, or start something: servers, processes, pandoc, LibreOffice."""
GROWTH = "linear_time or takes_time_that_grows or costs_what_its_length"
"""Tests, by words of their names, that time long texts; whole files of them are named after it (`test_growth.py`)."""
PYTHON = [sys.executable, "-m"]
LINTERS = (
    [*PYTHON, "ruff", "check", "-q", "."],
    [*PYTHON, "ruff", "format", "--check", "-q", "."],
    [*PYTHON, "mypy", "--strict", "enrich", "feeds"],
)
TESTS = [
    *PYTHON,
    "pytest",
    "-q",
    "-n",
    "2",
    "-m",
    "not slow",
    "-k",
    f"not ({GROWTH})",
    "--ignore-glob=*growth.py",
    *(f"--ignore={path}" for path in SLOW),
]


def main() -> int:
    """Run everything, and print in full what failed."""
    start = time.monotonic()
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for command in LINTERS
    ]
    failed = [TESTS] if subprocess.run(TESTS, cwd=ROOT, check=False).returncode else []
    for process, command in zip(running, LINTERS, strict=True):
        output, _ = process.communicate()
        if process.returncode:
            failed.append(command)
            sys.stdout.write(output)
    for command in failed:
        sys.stdout.write(f"FAILED: {' '.join(command[2:5])} ...\n")
    sys.stdout.write(f"{'failed' if failed else 'all well'}, {time.monotonic() - start:.0f} seconds\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
