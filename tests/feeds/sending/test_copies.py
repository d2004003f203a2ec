"""Large files are sent compressed, from copies that are each made once."""

import errno
import gzip
import http.client
import os
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from feeds.sending import copies as serve_copies
from feeds.serve.asgi import Application
from tests.support.papers import paper
from tests.support.serving import Site, serving

UNPACK: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "br": brotli.decompress}
DUMP = "/dumps/large.jsonl"
WORDS = [f"{n * 2654435761 % (1 << 32):08x}" for n in range(5000)]


def lines(seed: int) -> bytes:
    """Some megabytes that compress well."""
    return (" ".join(random.Random(seed).choices(WORDS, k=400_000))).encode()


DATA = lines(1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path, [paper(id="2501.00001")]) as one:
        (one.out / DUMP[1:]).write_bytes(DATA)
        yield one


def front(site: Site) -> Application:
    app = site.server.config.app
    assert isinstance(app, Application)
    return app


def settled(site: Site) -> None:
    """Wait until the copies are whole."""
    waited = threading.Event()
    for _ in range(400):
        if not front(site)._files.copies._making:
            return
        waited.wait(0.05)
    raise AssertionError("a copy is being made for 20 seconds")


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_large_dump_is_sent_compressed_from_the_first_request_on(site: Site, encoding: str) -> None:
    plain = site.get(DUMP)
    assert (plain[1].get("content-encoding"), plain[1]["vary"], plain[2] == DATA) == (None, "Accept-Encoding", True)
    first = site.get(DUMP, Accept_Encoding=encoding)
    settled(site)
    second = site.get(DUMP, Accept_Encoding=encoding)
    for status, headers, body in (first, second):
        assert (status, headers["content-encoding"], headers["vary"]) == (200, encoding, "Accept-Encoding")
        assert headers["etag"] == f'{plain[1]["etag"][:-1]}-{encoding}"'
        assert len(body) < len(DATA) / 2
        assert UNPACK[encoding](body) == DATA
    assert int(second[1]["content-length"]) == len(second[2])
    again = site.get(DUMP, Accept_Encoding=encoding, If_None_Match=second[1]["etag"])
    assert (again[0], again[1]["etag"], again[2]) == (304, second[1]["etag"], b"")


def test_a_head_says_what_a_get_would_and_begins_no_copy(site: Site) -> None:
    status, before, body = site.get(DUMP, "HEAD", Accept_Encoding="br")
    assert (status, body, "content-length" in before, before["content-encoding"]) == (200, b"", False, "br")
    assert not front(site)._files.copies._copies
    site.get(DUMP, Accept_Encoding="br")
    settled(site)
    _, got, body = site.get(DUMP, Accept_Encoding="br")
    assert site.get(DUMP, "HEAD", Accept_Encoding="br")[1] | {"date": ""} == got | {"date": ""}


def test_parts_are_of_the_file_as_it_is(site: Site) -> None:
    etag = site.get(DUMP, "HEAD")[1]["etag"]
    status, headers, body = site.get(DUMP, Accept_Encoding="br", Range="bytes=1000000-1999999", If_Range=etag)
    assert (status, headers["etag"], body == DATA[1_000_000:2_000_000]) == (206, etag, True)
    assert "content-encoding" not in headers
    squeezed = f'{etag[:-1]}-br"'
    status, headers, body = site.get(DUMP, Accept_Encoding="br", Range="bytes=1000000-", If_Range=squeezed)
    assert (status, headers["etag"], body == DATA) == (200, etag, True)


def test_http_1_0_gets_it_as_it_is(site: Site) -> None:
    answer = site.raw(f"GET {DUMP} HTTP/1.0\r\nAccept-Encoding: br\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-encoding" not in head
    assert f"content-length: {len(DATA)}".encode() in head
    assert body == DATA


def test_many_at_once_have_it_compressed_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    encodings, packer = [], serve_copies._packer
    monkeypatch.setattr("feeds.sending.copies._packer", lambda encoding: encodings.append(encoding) or packer(encoding))
    with ThreadPoolExecutor(16) as clients:
        bodies = list(clients.map(lambda _: site.get(DUMP, Accept_Encoding="gzip")[2], range(16)))
    assert encodings == ["gzip"]
    assert {gzip.decompress(body) == DATA for body in bodies} == {True}


def test_a_copy_goes_with_its_file(site: Site) -> None:
    def ask() -> bytes:
        body = site.get(DUMP, Accept_Encoding="br")[2]
        settled(site)
        return bytes(brotli.decompress(body))

    copies = front(site)._files.copies._copies
    assert ask() == DATA
    target = next(iter(copies.values())).target
    os.fstat(target)
    other = lines(2)
    (site.out / "new").write_bytes(other)
    (site.out / "new").rename(site.out / DUMP[1:])
    assert ask() == other
    assert len(copies) == 1
    (site.out / DUMP[1:]).unlink()
    assert site.get(DUMP, Accept_Encoding="br")[0] == 404
    assert not copies
    assert not list(site.out.parent.glob(".paperwire-*"))


def test_the_same_bytes_written_again_keep_their_copy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.get(DUMP, Accept_Encoding="br")
    settled(site)
    os.utime(site.out / DUMP[1:], (1_700_000_000, 1_700_000_000))
    monkeypatch.setattr("feeds.sending.copies.MAKING", 0)
    assert site.get(DUMP, Accept_Encoding="br")[1]["content-encoding"] == "br"


def test_copies_are_bounded_in_number_and_bytes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = front(site)._files.copies
    for bound, most in (("NUMBER", 2), ("BYTES", 1)):
        monkeypatch.setattr(f"feeds.sending.copies.{bound}", most)
        for n in range(3):
            (site.out / f"{bound}{n}.jsonl").write_bytes(DATA + bound.encode() + bytes([n]))
            assert site.get(f"/{bound}{n}.jsonl", Accept_Encoding="gzip")[1]["content-encoding"] == "gzip"
            settled(site)
        assert len(copies._copies) == (2 if bound == "NUMBER" else 1)


def test_when_too_many_are_being_made_it_is_sent_as_it_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.sending.copies.MAKING", 0)
    status, headers, body = site.get(DUMP, Accept_Encoding="gzip")
    assert (status, headers.get("content-encoding"), headers["vary"]) == (200, None, "Accept-Encoding")
    assert body == DATA
    assert not headers["etag"].endswith('-gzip"')


@pytest.mark.parametrize("room", [0, 300_000])
def test_a_full_disk_sends_it_as_it_is_or_ends_in_the_open(
    site: Site, room: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write = serve_copies._write

    def full(target: int, data: bytes, at: int) -> int:
        if at + len(data) > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(target, data, at)

    monkeypatch.setattr("feeds.sending.copies._write", full)
    monkeypatch.setattr("feeds.sending.copies.PART", 100_000)
    if room:
        with pytest.raises(http.client.IncompleteRead):
            site.get(DUMP, Accept_Encoding="gzip")
    else:
        status, headers, body = site.get(DUMP, Accept_Encoding="gzip")
        assert (status, headers.get("content-encoding"), body == DATA) == (200, None, True)
    assert "a large file could not be compressed: No space left on device" in caplog.messages
    monkeypatch.undo()
    assert gzip.decompress(site.get(DUMP, Accept_Encoding="gzip")[2]) == DATA
