"""Prints what publishing costs, side by side: naive feedgen, ours cold, warm, after changes, a raw write of the same.

    python tests/bench/publish.py [--data arxiv-cs.jsonl.gz] [--papers 20000] [--folder /dev/shm] [--share 1.0]

The feeds are those of everything, every author and every category, 50 newest, in three formats. "Naive" adds every
entry again to every feed with feedgen, authors as one list; `--share 0.1` does that for a tenth of the channels and
counts tenfold. "Compute" is everything but writing feeds. Each line is a process of its own; memory is the sum of its
processes' peaks. From the second cold line on there are archives too, which keep a change of a long channel small; the
last lines are of all of out/, with pages and dumps. Below stand the ratios that matter. `--papers 100000` takes the
same papers again under other ids.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from enrich.identities.update import update_persons  # noqa: E402
from enrich.options.channels import AuthorsSettings, FeedsSettings  # noqa: E402
from enrich.options.site import SiteSettings  # noqa: E402
from enrich.record import Record  # noqa: E402
from enrich.settings import Settings  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from feeds.channels.label import Label  # noqa: E402
from feeds.channels.plan import path_of  # noqa: E402
from feeds.formats.xml import FORMATS, EntrySource, whole_feed  # noqa: E402
from feeds.publish.assemble import site_of  # noqa: E402
from feeds.publish.heads import metadata_of  # noqa: E402
from feeds.publish.publish import publish  # noqa: E402
from feeds.state.publishing import PublishState  # noqa: E402
from feeds.work.processes import cores  # noqa: E402
from tests.support.keeping import change, keep, real_records  # noqa: E402

FEEDS_ONLY = Settings(site=SiteSettings(base_url="https://feeds.example.org"), feeds=FeedsSettings(archives=False))
EVERYTHING = Settings(site=SiteSettings(base_url="https://feeds.example.org"))
STEPS = (
    ("naive feedgen, compute", "naive"),
    ("ours cold, compute", "cold-compute"),
    ("ours warm, compute", "warm-compute"),
    ("naive feedgen, written", "naive-written"),
    ("ours cold, written", "cold"),
    ("ours warm, written", "warm"),
    ("raw write of the same bytes", "raw"),
    ("with archives, cold", "cold-archives"),
    ("ours, nothing changed", "same"),
    ("ours, 1 paper changed", "change-1"),
    ("ours, 100 papers changed", "change-100"),
    ("ours, 1,000 papers changed", "change-1000"),
    ("all of out/, cold", "all-cold"),
    ("all of out/, nothing changed", "all-same"),
    ("all of out/, 1 paper changed", "all-change-1"),
)


RATIOS = (
    ("naive / ours cold, compute", "naive", "cold-compute"),
    ("naive / ours warm, compute", "naive", "warm-compute"),
    ("naive / ours cold, written", "naive-written", "cold"),
    ("naive / ours warm, written", "naive-written", "warm"),
    ("ours warm / raw write", "warm", "raw"),
    ("nothing changed / cold", "same", "cold-archives"),
    ("1 paper changed / cold", "change-1", "cold-archives"),
    ("all of out/: nothing changed / cold", "all-same", "all-cold"),
    ("all of out/: 1 paper changed / cold", "all-change-1", "all-cold"),
)


def many(path: Path, count: int) -> Iterator[Record]:
    """Real records, and when they do not suffice the same again under other ids."""
    copy = 0
    while count > 0:
        records = real_records(path, count)
        for record in records:
            count -= 1
            yield replace(record, id=f"{record.id}{'' if copy == 0 else f'-{copy}'}")
        copy += 1


def changed(store: Store, count: int) -> None:
    """New versions of papers from all over the store."""
    ids = store.order()
    kept = store.kept(ids[:: max(1, len(ids) // count)][:count])
    when = datetime.now(UTC) + timedelta(days=400)
    change(store, [replace(one.record, title=f"{one.record.title} (revised {when})", updated=when) for one in kept])


def naive(store: Store, share: float, write: Path | None) -> dict[str, int]:
    """Every feed whole with feedgen."""
    published = PublishState(store.engine)
    site = site_of(FEEDS_ONLY)
    channels = [one for one in published.channels() if "." not in one.kind]
    chosen = channels[:: max(1, round(1 / share))]
    entries = feeds = size = 0
    for channel in chosen:
        ids = [one.entry for one in published.open_members([channel.id])[channel.id]][: site.entries]
        records = [kept.record for kept in store.kept(ids)]
        path = path_of(channel.kind, channel.slug)
        newest = max((int(record.updated.timestamp()) for record in records), default=None)
        head = metadata_of(Label(channel.name, channel.name, path, path, newest), site)
        begun, begun_cpu = time.perf_counter(), cpu()
        for form in FORMATS:
            data = whole_feed(head, [EntrySource(record) for record in records], form)
            entries += len(records)
            feeds += 1
            size += len(data)
            if write is not None:
                (write / f"{path}.{form}").parent.mkdir(parents=True, exist_ok=True)
                (write / f"{path}.{form}").write_bytes(data)
        naive_seconds[0] += time.perf_counter() - begun
        naive_cpu[0] += cpu() - begun_cpu
    scale = len(channels) / len(chosen)
    naive_seconds[0] *= scale
    naive_cpu[0] *= scale
    return {"feeds": round(feeds * scale), "entries": round(entries * scale), "mb": round(size * scale / 1e6)}


naive_seconds, naive_cpu = [0.0], [0.0]
"""Without asking the store, which a naive program would not do for every feed either."""


def cpu() -> float:
    """Seconds of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def raw_write(out: Path, target: Path) -> dict[str, Any]:
    """Write the published bytes again, one file after another."""
    seconds, spent, size, files = 0.0, 0.0, 0, 0
    for path in (path for path in out.rglob("*") if path.is_file()):
        data = path.read_bytes()
        place = target / path.relative_to(out)
        place.parent.mkdir(parents=True, exist_ok=True)
        begun, begun_cpu = time.perf_counter(), time.process_time()
        place.write_bytes(data)
        seconds += time.perf_counter() - begun
        spent += time.process_time() - begun_cpu
        size, files = size + len(data), files + 1
    return {"seconds": seconds, "cpu": spent, "files": files, "mb": round(size / 1e6)}


def step(name: str, work: Path, share: float) -> dict[str, Any]:
    """Do one step and say what it cost."""
    out = work / "out"
    settings = EVERYTHING if name.startswith(("all-", "same", "change-", "cold-archives")) else FEEDS_ONLY
    options: dict[str, Any] = {} if name.startswith("all-") else {"extras": ()}
    short = name.removeprefix("all-")
    result: dict[str, Any]
    with Store(f"sqlite:///{work}/papers.db") as store:
        if short.startswith("change-"):
            changed(store, int(short.removeprefix("change-")))
        if short.startswith("naive"):
            target = work / "naive" if short == "naive-written" else None
            result = {**naive(store, share, target)}
            result |= {"seconds": naive_seconds[0], "cpu": naive_cpu[0]}
            shutil.rmtree(work / "naive", ignore_errors=True)
        elif short == "raw":
            result = raw_write(out, work / "raw")
            shutil.rmtree(work / "raw")
        else:
            dry = (
                patch("feeds.publish.build_channels.Builder.put", lambda *_: False)
                if short.endswith("-compute")
                else nullcontext()
            )
            begun, begun_cpu = time.perf_counter(), cpu()
            with dry:
                report = publish(store, settings, out, **options)
            seconds = time.perf_counter() - begun
            result = {
                "seconds": seconds,
                "cpu": cpu() - begun_cpu,
                "files": report.files_written,
                "mb": round(report.bytes / 1e6),
            }
    mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    result["memory"] = round((mine.ru_maxrss + cores() * others.ru_maxrss) / 1024)
    return result


def run(name: str, work: Path, share: float) -> dict[str, Any]:
    """One step in a process of its own, from where it starts."""
    if name.removeprefix("all-").startswith("cold"):
        for path in (work / "out", work / ".out.publishing"):
            shutil.rmtree(path, ignore_errors=True)
        for path in work.glob("papers.db*"):
            path.unlink()
        shutil.copy(work / "filled.db", work / "papers.db")
    if name == "warm-compute":
        run("cold-compute", work, share)
    if name.startswith("warm"):
        shutil.rmtree(work / "out", ignore_errors=True)
    command = [sys.executable, __file__, "--step", name, "--work", str(work), "--share", str(share)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT, env=os.environ)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared / "data/arxiv-cs.jsonl.gz")
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--steps", default="", help="only these, separated by commas")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        json.dump(step(given.step, given.work, given.share), sys.stdout)
        return
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="paperwire-bench-") as folder:
        work = Path(folder)
        begun = time.perf_counter()
        with Store(f"sqlite:///{work}/filled.db") as store:
            keep(store, islice(many(given.data, given.papers), given.papers))
        print(f"{given.papers} papers stored in {time.perf_counter() - begun:.1f} s; {cores()} cores")
        begun = time.perf_counter()
        with Store(f"sqlite:///{work}/filled.db") as store:
            # As every run does before it publishes.
            update_persons(store.engine, AuthorsSettings(), store.now(), lambda _: None)
        print(f"persons found in {time.perf_counter() - begun:.1f} s")
        publish_first(work)
        found: dict[str, float] = {}
        print(f"{'':32}{'feeds':>8}{'files':>8}{'MB':>7}{'s':>9}{'CPU s':>8}{'entries/s':>11}{'MB RAM':>8}")
        for title, name in STEPS:
            if given.steps and name not in given.steps.split(","):
                continue
            got = run(name, work, given.share)
            found[name] = got["seconds"]
            rate = f"{got['entries'] / got['seconds']:,.0f}" if got.get("entries") else ""
            print(
                f"{title:32}{got.get('feeds', ''):>8}{got.get('files', ''):>8}{got['mb']:>7}{got['seconds']:>9.3f}"
                f"{got['cpu']:>8.2f}{rate:>11}{got['memory']:>8}",
                flush=True,
            )
        for title, one, other in RATIOS:
            if one in found and other in found:
                print(f"{title:40}{found[one] / found[other]:10.4f}")


def publish_first(work: Path) -> None:
    """So that naive finds its channels."""
    shutil.copy(work / "filled.db", work / "papers.db")
    subprocess.run(
        [sys.executable, __file__, "--step", "cold", "--work", str(work)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )


if __name__ == "__main__":
    main()
