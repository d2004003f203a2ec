"""Pandoc's process ends with the one that began it, however that ends."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from enrich.machine.process import started
from tests.conftest import ROOT
from tests.support.reading import mentions

BEGINS = """
import sys
from datetime import date
import enrich.conversion.pandoc as pandoc
pandoc.pandoc = lambda: sys.argv[1]
pandoc.parse_with_pandoc(b"x", "org", date(2026, 1, 1))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends a process with its parent")
def test_pandoc_dies_with_a_reader_that_is_killed(tmp_path: Path) -> None:
    pid_file, program = tmp_path / "pid", tmp_path / "pandoc"
    program.write_text(f"#!/bin/sh\necho $$ > {pid_file}.new; mv {pid_file}.new {pid_file}; exec sleep 300\n")
    program.chmod(0o755)
    with subprocess.Popen([sys.executable, "-c", BEGINS, str(program)], cwd=ROOT) as reader:
        while not pid_file.exists():
            assert reader.poll() is None
            time.sleep(0.02)
        reader.kill()
    pid = int(pid_file.read_text())
    until = time.monotonic() + 30
    while started(pid) not in {"", "gone"} and time.monotonic() < until:
        time.sleep(0.02)
    assert started(pid) in {"", "gone"}


@pytest.mark.skipif(sys.platform != "linux", reason="a script stands for pandoc")
def test_a_text_that_pandoc_does_not_come_through_with_is_read_as_plain_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\nexec sleep 300\n")
    program.chmod(0o755)
    monkeypatch.setattr("enrich.conversion.pandoc.pandoc", lambda: str(program))
    monkeypatch.setattr("enrich.conversion.pandoc._SECONDS", 0.2)
    text = "- Lintels of the North. Nina Holm. 2022.\n- Sheep and their grids. Ines Okafor. arXiv:1904.00001\n"
    found = mentions(text, "a.org")
    assert [one.item and one.item.title for one in found] == ["Lintels of the North", "Sheep and their grids"]
