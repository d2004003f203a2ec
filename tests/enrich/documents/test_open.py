from __future__ import annotations

import gzip
import io
import os
import socket
import threading
import tracemalloc
from pathlib import Path

import pytest

from enrich.documents import open as documents
from enrich.documents.globs import NoneYet, Skipped
from enrich.documents.open import STDIN, read_bytes, read_file, read_ids, read_sources, read_stream, whole_text
from enrich.errors import CannotRead
from enrich.record import Document
from tests.support.processes import PATIENCE


def only(patterns: list[str], folder: Path, stdin: io.BytesIO | None = None) -> Document | CannotRead:
    (found,) = read_sources(patterns, "lab", folder, stdin)
    assert not isinstance(found, Skipped)
    return found


def text_of(found: Document | CannotRead) -> str:
    assert isinstance(found, Document), found
    return whole_text(found)


def test_name_is_the_path_as_configured(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("x")
    names = {
        only([pattern], tmp_path).name
        for pattern in ("inbox/a.txt", "./inbox/*.txt", "inbox/../inbox/a.txt", str(tmp_path / "inbox" / "a.txt"))
    }
    assert names == {"inbox/a.txt"}


@pytest.mark.parametrize("pattern", ["in/*", "in/*.txt", "in/**/*.md", "[[]in]/*", "./in/[a-z]*"])
def test_a_glob_in_an_empty_folder_waits_for_what_comes(tmp_path: Path, pattern: str) -> None:
    for name in ("in", "[in]"):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".gitkeep").touch()
    assert [*read_sources([pattern], "lab", tmp_path, waits=True)] == [NoneYet(pattern, str(tmp_path))]
    assert [type(one) for one in read_sources([pattern], "lab", tmp_path)] == [CannotRead]
    (tmp_path / "in" / "scan.png").touch()
    assert [type(one) for one in read_sources(["in/*.txt"], "lab", tmp_path)] == [CannotRead], (
        "it may be a wrong pattern"
    )


def test_a_glob_is_sorted_and_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(name)
    found = read_sources(["*.txt", "a.txt", "**/*.md"], "lab", tmp_path)
    assert [one.name for one in found] == ["a.txt", "b.txt", "c.md"]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("missing.txt", "no such file"),
        ("none/*.txt", "no file matches"),
        ("folder", "folder, not a file"),
        ("*older", "only folders"),
        ("bin.txt", "NUL bytes"),
        ("noise.txt", "control characters"),
        ("paper.txt", "a picture"),
        ("cut.txt.gz", "damaged or cut off"),
        ("bad.txt.gz", "damaged or cut off"),
        ("/dev/null", "device"),
        ("a\0b", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_others_go_on(tmp_path: Path, pattern: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "bin.txt").write_bytes(b"\x7f\x00\x01" * 50)
    (tmp_path / "noise.txt").write_bytes(bytes(range(1, 9)) * 50)
    (tmp_path / "paper.txt").write_bytes(b"\x89PNG arXiv:2507.13575")
    packed = gzip.compress(os.urandom(5000))
    (tmp_path / "cut.txt.gz").write_bytes(packed[:3000])
    (tmp_path / "bad.txt.gz").write_bytes(packed[:40] + b"XXXX" + packed[44:])
    (tmp_path / "fine.txt").write_text("fine")
    problem, fine = read_sources([pattern, "fine.txt"], "lab", tmp_path)
    assert isinstance(problem, CannotRead)
    assert message in problem.problem
    assert problem.name == pattern
    assert text_of(fine) == "fine"


def test_an_empty_name_names_nothing(tmp_path: Path) -> None:
    problem = only([""], tmp_path)
    assert str(problem) == '"": an empty name names nothing; name a file, or leave it out'


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(CannotRead, match=r"a\.txt: cannot be read: Permission denied"):
        read_file("a.txt", "lab", tmp_path)


def test_an_empty_file_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    found = only(["empty.txt"], tmp_path)
    assert isinstance(found, Document)
    assert (found.size, found.warnings, whole_text(found)) == (0, (), "")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"plain", "plain"),
        (b"\xef\xbb\xbfmark", "mark"),
        ("José ∑".encode("utf-16"), "José ∑"),
        ("José".encode("utf-16-be").join([b"\xfe\xff", b""]), "José"),
        ("José".encode("utf-32"), "José"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'.encode("latin-1"), None),
        ('<html><meta charset="shift_jis">日本'.encode("shift_jis"), '<html><meta charset="shift_jis">日本'),
        (gzip.compress(b"packed", mtime=0), "packed"),
        (gzip.compress("é".encode("utf-16"), mtime=0), "é"),
    ],
)
def test_marks_and_declared_encodings_are_decoded_without_a_warning(body: bytes, text: str | None) -> None:
    found = read_bytes(body, "a.txt", "lab")
    assert found.warnings == ()
    assert whole_text(found) == (text or '<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>')


def test_the_server_tells_the_encoding() -> None:
    found = read_bytes("naïve €".encode("cp1252"), "https://x/a", "lab", "text/plain; charset=windows-1252")
    assert whole_text(found) == "naïve €"


def test_invalid_utf8_is_replaced_with_a_warning_that_names_the_file() -> None:
    found = read_bytes("naïve ".encode() + b"caf\xe9 arXiv:2507.13575", "inbox/a.txt", "lab")
    assert whole_text(found) == "naïve caf\ufffd arXiv:2507.13575"
    (warning,) = found.warnings
    assert "inbox/a.txt" in warning
    assert "not valid UTF-8" in warning


@pytest.mark.parametrize(
    "text", ["Förderer – „Über“ €5", "Béatrice Bérard", "Õunapuu, Łódź".replace("Ł", "L").replace("ź", "z")]
)
def test_text_that_is_clearly_windows_1252_is_read_so_with_a_warning(text: str) -> None:
    found = read_bytes((text + " and some more words of plain text").encode("cp1252"), "inbox/a.txt", "lab")
    assert whole_text(found).startswith(text)
    (warning,) = found.warnings
    assert "inbox/a.txt" in warning
    assert "Windows-1252" in warning


@pytest.mark.parametrize(
    "body",
    [
        b"some plain words \x81 and more",
        "é".encode() + b" and a broken \xc3",
    ],
)
def test_broken_bytes_of_no_encoding_are_replaced(body: bytes) -> None:
    found = read_bytes(body, "a.txt", "lab")
    assert "\ufffd" in whole_text(found)
    assert "replaced" in found.warnings[0]


@pytest.mark.parametrize(
    ("encoding", "label", "line"),
    [
        ("cp1251", "Windows-1251", "Трахтенброт Б. А. Конечные автоматы"),
        ("koi8-r", "KOI8-R", "Список литературы, Введение в теорию автоматов"),
        ("cp932", "Shift JIS", "■ 輪講予定（2013年度 後期）  担当：佐藤"),
        ("euc_jp", "EUC-JP", "画像処理工学（村上伸一 著）第3章"),
        ("gb18030", "GB 18030", "机器人学文献列表，张三（2015）"),
        ("big5", "Big5", "機器人學文獻列表，張三（2015）"),
        ("euc_kr", "EUC-KR", "논문 목록: 김철수, 이영희 (2015)"),
        ("cp1253", "Windows-1253", "Παπαδόπουλος, Κατάλογος δημοσιεύσεων"),
    ],
)
def test_other_scripts_are_read_in_their_encodings_with_a_warning(encoding: str, label: str, line: str) -> None:
    text = f"{line}\n\n10/07  Image Segmentation using Vector Quantization\narXiv:1001.1972\n"
    found = read_bytes(text.encode(encoding), "inbox/a.txt", "lab")
    assert whole_text(found) == text
    assert found.warnings == (f"inbox/a.txt: it is not valid UTF-8; it was read as {label}",)


def test_damaged_utf8_is_not_taken_for_another_encoding() -> None:
    text = "機器人學文獻列表，張三（2015）\nПривет\n".encode()
    assert "張三" in whole_text(read_bytes(text + b"\xd0\n\x95\xe3 and more\n", "a.txt", "lab"))


def test_utf8_that_is_broken_far_from_its_valid_part_is_not_windows_1252() -> None:
    body = "é".encode() + b"x" * (2 * documents.PIECE) + b"caf\xe9"
    assert whole_text(read_bytes(body, "a.txt", "lab")).endswith("caf\ufffd")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["José wrote arXiv:2507.13575", "title,year\nCounting Sheep,2019\n" * 400])
def test_utf16_without_a_mark_is_known_by_its_nuls(encoding: str, text: str) -> None:
    found = read_bytes(text.encode(encoding), "a.txt", "lab")
    assert (whole_text(found), found.warnings) == (text, ())


@pytest.mark.parametrize("body", [b"\1\0\2\0\3\0\4\0\5\0", bytes(64), b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0"])
def test_other_bytes_with_nuls_are_no_text(body: bytes) -> None:
    with pytest.raises(CannotRead, match="NUL"):
        read_bytes(body, "a.dat", "lab")


def test_links_in_circles_give_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("a")
    (tmp_path / "in" / "deep" / "b.txt").write_text("b")
    for name in ("x", "y", "z"):
        (tmp_path / "in" / name).symlink_to(tmp_path / "in")
        (tmp_path / "in" / "deep" / name).symlink_to("..")
    (tmp_path / "in" / "c.txt").symlink_to("deep/b.txt")
    found = list(read_sources(["in/**", "in/**/*.txt", "**/b.txt", "in/*/../**/**/a.txt"], "lab", tmp_path))
    assert [one.name for one in found] == ["in/a.txt", "in/c.txt"]


def test_a_linked_folder_outside_is_read(tmp_path: Path) -> None:
    (tmp_path / "shelf" / ".hidden").mkdir(parents=True)
    (tmp_path / "shelf" / "a.txt").write_text("a")
    (tmp_path / "shelf" / ".hidden" / "b.txt").write_text("b")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "shelf").symlink_to(tmp_path / "shelf")
    assert [one.name for one in read_sources([f"{tmp_path}/in/**/*.txt"], "lab", tmp_path)] == ["in/shelf/a.txt"]


def test_a_character_across_two_pieces_is_no_fault(tmp_path: Path) -> None:
    body = ("x" * (documents.PIECE - 1) + "é" * 10).encode()
    (tmp_path / "a.txt").write_bytes(body)
    found = only(["a.txt"], tmp_path)
    assert isinstance(found, Document)
    assert found.warnings == ()
    assert b"".join(found.pieces()) == body
    assert max(map(len, found.pieces())) <= 1 << 20


def test_late_nul_bytes_become_spaces_with_a_warning() -> None:
    found = read_bytes(b"a" * 9000 + b"\0" + b"b", "a.txt", "lab")
    assert whole_text(found).endswith("a b")
    assert "NUL" in found.warnings[0]


def test_digest_and_size_are_those_of_the_decompressed_bytes() -> None:
    plain, packed = read_bytes(b"same", "a.txt", "lab"), read_bytes(gzip.compress(b"same"), "a.txt.gz", "lab")
    assert (plain.digest, plain.size) == (packed.digest, packed.size)
    assert plain.size == 4


def test_a_gzip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(documents, "FETCHED_LIMIT", 1_000_000)
    with pytest.raises(CannotRead, match="decompresses to more than 1,000,000 bytes"):
        read_bytes(gzip.compress(bytes(5_000_000)), "https://x/a.gz", "lab")
    with pytest.raises(CannotRead, match="longer than 1,000,000 bytes"):
        read_bytes(b"x" * 1_000_001, "https://x/a", "lab")


def test_pieces_open_the_document_anew_each_time() -> None:
    found = read_stream(io.BytesIO(b"once"), STDIN, "lab")
    first = found.pieces()
    assert [b"".join(found.pieces()), b"".join(first), b"".join(found.pieces())] == [b"once"] * 3


def test_standard_input_is_a_document_and_its_absence_is_said(tmp_path: Path) -> None:
    assert text_of(only(["-"], tmp_path, io.BytesIO(b"typed"))) == "typed"
    missing = only(["-"], tmp_path)
    assert isinstance(missing, CannotRead)
    assert missing.name == STDIN


def test_a_pipe_can_be_read_although_it_opens_only_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=("arXiv:2507.13575",))
    writer.start()
    found = only(["pipe"], tmp_path)
    writer.join()
    assert [text_of(found), text_of(found)] == ["arXiv:2507.13575"] * 2


def within_seconds(patterns: list[str], folder: Path) -> list[str]:
    """The names, or what is said, of what the patterns stand for; fails when reading waits for somebody to write."""
    found: list[str] = []

    def read() -> None:
        found.extend(
            one.name if isinstance(one, Document) else str(one) for one in read_sources(patterns, "lab", folder)
        )

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(PATIENCE)
    assert not reader.is_alive(), "reading waits for a pipe that nobody writes to"
    return found


def test_a_glob_skips_pipes_and_sockets_and_names_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "z.txt").write_text("fine")
    os.mkfifo(tmp_path / "in" / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("in/socket")
        assert within_seconds(["in/*", f"{tmp_path}/in/**", "in/p*"], tmp_path) == [
            "in/pipe: skipped, it is a pipe, not a file; to read it, name it itself instead of by a glob",
            "in/socket: skipped, it is a socket, not a file",
            "in/z.txt",
            f"in/p*: no file matches it in {tmp_path} (only pipes, devices or sockets)",
        ]


def test_a_pipe_that_a_glob_skips_is_read_when_it_is_named_itself(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").write_text("a")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=("x",), daemon=True)
    writer.start()
    assert within_seconds(["*", "pipe"], tmp_path)[-1] == "pipe"


def test_a_link_to_nothing_that_a_glob_matches_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("nowhere.txt")
    assert "there is no such file" in within_seconds(["*.txt"], tmp_path)[0]


def test_a_spooled_document_leaves_no_file_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = read_stream(io.BytesIO(b"x"), STDIN, "lab")
    assert len(list(tmp_path.iterdir())) == 1
    del found
    assert list(tmp_path.iterdir()) == []


def test_a_format_too_large_to_parse_is_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(documents.WHOLE_LIMITS, "json", 10)
    found = read_bytes(b'["arXiv:2507.13575"]', "a.json", "lab")
    assert found.format == "text"
    assert "too many to read as json" in found.warnings[0]


def test_a_file_name_with_the_signs_of_a_glob_is_meant_literally(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("x")
    assert only(["a[1].txt"], tmp_path).name == "a[1].txt"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"word " * 6_000_000)
    tracemalloc.start()
    found = only(["big.txt"], tmp_path)
    assert isinstance(found, Document)
    assert sum(map(len, found.pieces())) == 30_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_ids_of_the_settings_are_a_document() -> None:
    found = read_ids(["2507.13575", "hep-th/9901001"], "mine")
    assert (found.format, whole_text(found)) == ("ids", "2507.13575\nhep-th/9901001")


@pytest.mark.parametrize("written", ["shelf", "shelf/"])
def test_of_a_folder_a_glob_of_its_files_is_advised(written: str, tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    (found,) = read_sources([written], "lab", tmp_path)
    assert isinstance(found, CannotRead)
    assert str(found).endswith("for example shelf/*.txt")
