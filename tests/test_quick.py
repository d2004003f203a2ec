"""What the quick check leaves out is there, and the whole-program tests are left out."""

from tests.quick import ROOT, SLOW


def test_every_folder_that_is_left_out_is_there() -> None:
    assert not [path for path in SLOW if not (ROOT / path).exists()]


def test_nothing_that_asks_for_another_program_is_in_the_quick_check() -> None:
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if any(mark in path.read_text(encoding="utf-8") for mark in ("need(", "shutil.which("))
        and path.stem != "test_quick"
    }
    assert "tests/system/test_readers.py" in asking
    assert not {path for path in asking if not path.startswith(SLOW)}
