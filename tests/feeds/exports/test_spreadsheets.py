"""records.csv as LibreOffice and gnumeric open it: through their own formats and back, every text is the same."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from feeds.exports.tabular import COLUMNS, csv_header, csv_record
from tests.support.cells import live
from tests.support.judged import TITLES, hostile, real
from tests.system.test_readers import need

CSV = "Text - txt - csv (StarCalc):44,34,76,1,,0,false"
"""Commas, quotes, UTF-8, from the first row on. The encoding is named: LibreOffice 7.4 without a dialog passes the
byte-order mark over, so that README says to choose it."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """records.csv of real and hostile records."""
    path = tmp_path_factory.mktemp("csv") / "records.csv"
    rows = csv_header() + "".join(map(csv_record, [*real(shared, 400), *hostile(crowd=3000)]))
    path.write_text(rows, encoding="utf-8", newline="")
    return path


def table(data: bytes) -> list[dict[str, str]]:
    with io.StringIO(data.decode("utf-8-sig"), newline="") as text:
        return list(csv.DictReader(text))


def convert(folder: Path, target: str, *paths: Path, source: str = "") -> None:
    """Let LibreOffice open files and save them in another format, beside each other in `folder`."""
    office = need(shutil.which("soffice"), "LibreOffice Calc (apt install libreoffice-calc)")
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    given = [f"--infilter={source}"] if source else []
    command = [office, profile, "--headless", *given, "--convert-to", target, "--outdir", folder, *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def differences(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """Cells that show something else than the text that was written: with its apostrophe, or what it stands for."""
    assert len(before) == len(after)
    assert [tuple(row) for row in after[:1]] == [COLUMNS]
    return [
        (column, was[column], now[column])
        for was, now in zip(before, after, strict=True)
        for column in COLUMNS
        if now[column] not in (was[column], live(was[column]))
    ]


def test_libreoffice_keeps_every_text_by_default_and_with_special_numbers(written: Path, tmp_path: Path) -> None:
    sheets, back = tmp_path / "sheets", tmp_path / "back"
    for name, detect in (("plain", "false"), ("special", "true")):
        (tmp_path / f"{name}.csv").write_bytes(written.read_bytes())
        convert(sheets, "ods", tmp_path / f"{name}.csv", source=f"{CSV},{detect}")
    convert(back, f"csv:{CSV},false,true,false", sheets / "plain.ods", sheets / "special.ods")
    before = table(written.read_bytes())
    for name in ("plain", "special"):
        assert differences(before, table((back / f"{name}.csv").read_bytes())) == []


def test_gnumeric_keeps_every_text(written: Path, tmp_path: Path) -> None:
    convert_with = need(shutil.which("ssconvert"), "gnumeric (apt install gnumeric)")
    for source, target in ((written, "sheet.xlsx"), (tmp_path / "sheet.xlsx", "back.csv")):
        subprocess.run([convert_with, source, tmp_path / target], check=True, capture_output=True, timeout=120)
    before, after = table(written.read_bytes()), table((tmp_path / "back.csv").read_bytes())
    assert differences(before, after) == []
    assert all(datetime.fromisoformat(row[name]) for row in after for name in ("published", "updated", "first_seen"))
    assert {row["withdrawn"] for row in after} == {"true", "false"}


def test_the_file_begins_with_the_mark_of_utf_8(written: Path) -> None:
    """LibreOffice 7.4 passes it over when a file is converted without naming the encoding; others know UTF-8 by it."""
    assert written.read_bytes().startswith(b'\xef\xbb\xbf"id"')


def test_the_texts_that_are_judged_are_such_as_spreadsheets_change(written: Path) -> None:
    cells = {row["title"] for row in table(written.read_bytes())}
    assert len([title for title in TITLES if f"'{title}" in cells]) > 20
