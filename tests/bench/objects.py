"""Prints what publishing costs into a bucket beside a folder: processor time of the publisher alone, seconds, objects, requests.

    python tests/bench/objects.py [--data arxiv-cs.jsonl.gz] [--papers 2000] [--folder /dev/shm]

The bucket is one of a server on this machine that takes PUT, DELETE and GET of a list, keeps what it is sent, and is a process
of its own; it is no measure of a storage, and its seconds are not a network's. Bodies are not signed, as over TLS, whose own
cost is not in it. Both are published by one process, from
stores of their own with the same papers: cold, again, one paper changed, and all looked at again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import md5
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, unquote

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from enrich.options.site import SiteSettings  # noqa: E402
from enrich.settings import Settings  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from feeds.publish.publish import PublishReport, publish  # noqa: E402
from tests.support.keeping import keep, real_records  # noqa: E402

BASE = "https://feeds.example.org"


class Storage:
    """The server: objects in memory, by HTTP/1.1 with connections that stay."""

    def __init__(self) -> None:
        self._tags: dict[str, str] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while True:
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                method, address, _ = first.split(" ")
                status, more, answer = self._answer(method, address, body)
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(answer)}\r\n{more}\r\n".encode() + answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, method: str, address: str, body: bytes) -> tuple[str, str, bytes]:
        path, _, query = address.partition("?")
        key = unquote(path).removeprefix("/bench/")
        if method == "PUT":
            self._tags[key] = md5(body, usedforsecurity=False).hexdigest()
            return "200 OK", f'ETag: "{self._tags[key]}"\r\n', b""
        if method == "GET" and "list-type" in query:
            return "200 OK", "Content-Type: application/xml\r\n", self._list(parse_qs(query))
        if method == "POST":
            for part in body.decode().split("<Key>")[1:]:
                self._tags.pop(part.partition("<")[0], None)
            return "200 OK", "Content-Type: application/xml\r\n", b"<DeleteResult></DeleteResult>"
        return "404 Not Found", "", b"<Error><Code>NoSuchKey</Code></Error>"

    def _list(self, asked: dict[str, list[str]]) -> bytes:
        after = asked.get("continuation-token", [""])[0]
        keys = sorted(key for key in self._tags if key > after)
        here, is_cut = keys[:1000], len(keys) > 1000
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
            f"<ETag>&quot;{self._tags[key]}&quot;</ETag><Size>1</Size></Contents>"
            for key in here
        )
        more = f"<NextContinuationToken>{escape(here[-1])}</NextContinuationToken>" if is_cut else ""
        head = f"<KeyCount>{len(here)}</KeyCount><IsTruncated>{str(is_cut).lower()}</IsTruncated>"
        return f"<ListBucketResult><Name>bench</Name>{head}{more}{rows}</ListBucketResult>".encode()


async def _serve() -> None:
    server = await asyncio.start_server(Storage().serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@dataclass(frozen=True)
class Cost:
    """One publication."""

    cpu: float
    """Seconds."""
    seconds: float
    files: int


def measured(work: Callable[[], PublishReport]) -> Cost:
    """What it costs this process and those that it starts."""
    before, began = _processor(), time.perf_counter()
    report = work()
    return Cost(_processor() - before, time.perf_counter() - began, report.files_written)


def _processor() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def costs(settings: Settings, data: Path, papers: int) -> dict[str, Cost]:
    """Four publications of these papers."""
    records = list(real_records(data, papers))
    with Store(settings.store_url) as store:
        keep(store, records)

        def go(*, rebuild: bool = False) -> PublishReport:
            return publish(store, settings, settings.out, processes=1, say=lambda line: None, rebuild=rebuild)

        found = {"cold": measured(go), "again, nothing changed": measured(go)}
        keep(store, [replace(records[0], title="Another title", version=9)], document="again")
        return found | {"one paper changed": measured(go), "all made again": measured(lambda: go(rebuild=True))}


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared / "data/arxiv-cs.jsonl.gz")
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(_serve())
        return
    command = [sys.executable, str(Path(__file__)), "--serve"]
    with (
        tempfile.TemporaryDirectory(dir=given.folder, prefix="paperwire-bench-") as work,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            options = {"endpoint": f"http://127.0.0.1:{server.stdout.readline().strip()}", "region": "us-east-1"}
            options |= {"access_key_id": "a", "secret_access_key": "b", "unsigned_payload": "true"}
            folders = {name: Path(work) / name for name in ("folder", "bucket")}
            for folder in folders.values():
                folder.mkdir()
            bucket = SiteSettings(base_url=BASE, out="s3://bench", objects=options)
            its = costs(Settings(folder=folders["folder"], site=SiteSettings(base_url=BASE)), given.data, given.papers)
            ours = costs(Settings(folder=folders["bucket"], site=bucket), given.data, given.papers)
        finally:
            server.kill()
    print(f"{given.papers} papers{'':16}{'folder':>24}{'bucket':>24}   CPU     an object more")
    for what, one in its.items():
        other = ours[what]
        files = [f"{cost.cpu:7.2f} s CPU {cost.files:8} files" for cost in (one, other)]
        more = (other.cpu - one.cpu) / max(other.files, 1) * 1e6
        print(
            f"{what:24}{files[0]:>28}{files[1]:>28}{other.cpu / one.cpu:7.2f} {more:10.0f} us   ({one.seconds:.1f}, {other.seconds:.1f} s)"
        )


if __name__ == "__main__":
    main()
