"""Facts about publishing as a whole: what is in out/, what a change costs, and that no fault leaves half of anything."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import msgspec
import pytest
from lxml import etree

from enrich.errors import CannotPublish
from enrich.options.channels import AuthorsSettings, FeedsSettings, Topic
from enrich.options.site import SiteSettings
from enrich.record import Author, Record, Version
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.label import Label
from feeds.dumps.verify import verify
from feeds.formats.record_json import without_surrogates as without_halves
from feeds.formats.xml import FORMATS, EntrySource, whole_feed
from feeds.output.run_files import write_run_files
from feeds.output.staging import Staging
from feeds.publish import publish as module
from feeds.publish.assemble import site_of
from feeds.publish.heads import metadata_of
from feeds.publish.publish import publish
from feeds.publish.render_entries import person_uris
from tests.support.keeping import change, keep
from tests.support.papers import HOSTILE, PUBLISHED, paper

BASE = "https://feeds.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def plain(number: int, **fields: Any) -> Record:
    when = PUBLISHED + timedelta(hours=number)
    ordinary: dict[str, Any] = {
        "id": f"2507.{number:05d}",
        "version": 1,
        "title": f"Paper {number}",
        "authors": (Author("Ada Lovelace"), Author(f"Author {number % 7}")),
        "published": when,
        "updated": when,
        "versions": (Version(1, when),),
        "journal_ref": None,
        "dois": (),
    }
    return paper(**(ordinary | fields))


def without_surrogates(record: Record) -> Record:
    """As the readers of arXiv's answers leave it."""
    text = msgspec.json.encode(without_halves(msgspec.to_builtins(record)))
    return msgspec.json.decode(text, type=Record)


def settings(**fields: Any) -> Settings:
    return Settings(**({"site": SiteSettings(base_url=BASE)} | fields))


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def without_history(out: Path) -> dict[str, bytes]:
    """The files but for what tells how the dumps changed."""
    history = ("dumps/changes/", "dumps/manifest.json")
    return {path: data for path, data in files(out).items() if not path.startswith(history)}


def feeds(out: Path) -> dict[str, bytes]:
    """Feeds and OPML, without pages, dumps and sitemaps."""
    endings = (".rss", ".atom", ".json", ".xml")
    others = ("dumps/", "sitemap")
    return {path: data for path, data in files(out).items() if path.endswith(endings) and not path.startswith(others)}


def times(out: Path) -> dict[str, int]:
    return {str(path): path.stat().st_ino for path in out.rglob("*") if path.is_file()}


def ids(out: Path, path: str) -> list[str]:
    return [item["id"].rpartition("/")[2] for item in json.loads((out / f"{path}.json").read_bytes())["items"]]


def go(store: Store, out: Path, given: Settings | None = None, **options: Any) -> module.PublishReport:
    return publish(store, given or settings(), out, processes=1, **options)


# ---------------------------------------------------------------- what is there


def test_every_channel_is_there_in_every_format(store: Store, out: Path) -> None:
    keep(store, [plain(1, authors=(Author("Zoë Ünal"), Author("../../etc/passwd"), Author("")))], source="apple")
    go(store, out)
    wanted = {
        f"{path}.{form}"
        for path in (
            "all", "all.events", "topics/apple", "topics/apple.events", "topics/cs-lg", "topics/cs-lg.events",
            "topics/stat-ml", "topics/stat-ml.events", "authors/zoe-unal", "authors/etc-passwd",
        )
        for form in ("rss", "atom", "json")
    }  # fmt: skip
    assert set(feeds(out)) == wanted | {"opml.xml", "opml-authors.xml"}


def test_feeds_of_hostile_papers_are_read_without_a_complaint(store: Store, out: Path) -> None:
    keep(store, map(without_surrogates, HOSTILE))
    go(store, out)
    for path in (*out.glob("*.rss"), *out.glob("*.atom"), *out.glob("topics/*.atom"), *out.glob("authors/etc*.rss")):
        assert not feedparser.parse(path.read_bytes()).bozo, path
    assert all(path.name.isascii() and path.name == path.name.lower() for path in out.rglob("*"))


def test_an_assembled_feed_is_what_feedgen_builds_whole(store: Store, out: Path) -> None:
    records = [plain(number) for number in range(5)]
    keep(store, records)
    go(store, out)
    records = [store.records.get([record.id])[record.id] for record in records]
    label = Label(
        title="Ada Lovelace",
        description="Papers by Ada Lovelace",
        home="authors/ada-lovelace",
        path="authors/ada-lovelace",
        updated=int(max(record.updated for record in records).timestamp()),
    )
    head = metadata_of(label, site_of(settings()))
    persons = {one.record.id: person_uris(one.persons, BASE) for one in store.kept_since(0)}
    newest_first = [EntrySource(record, "new", uris=persons[record.id]) for record in reversed(records)]
    for form in FORMATS:
        assert (out / f"authors/ada-lovelace.{form}").read_bytes() == whole_feed(head, newest_first, form)


def test_the_newest_run_comes_first_then_the_newest_paper(store: Store, out: Path) -> None:
    keep(store, [plain(5), plain(9)])
    keep(store, [plain(2), plain(1)])
    go(store, out)
    assert ids(out, "all") == ["2507.00002", "2507.00001", "2507.00009", "2507.00005"]


def test_the_same_records_give_the_same_bytes(store: Store, tmp_path: Path) -> None:
    keep(store, [plain(number) for number in range(120)])
    go(store, tmp_path / "one")
    publish(store, settings(), tmp_path / "two", processes=2, moving=True)
    assert feeds(tmp_path / "one") == feeds(tmp_path / "two")


def outlined(out: Path, path: str) -> list[str]:
    """The feeds that an OPML lists."""
    return [str(outline.get("xmlUrl")) for outline in etree.parse(out / path).iterfind(".//outline[@xmlUrl]")]


def test_opml_names_every_feed_once(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(9)])
    go(store, out)
    addresses = outlined(out, "opml.xml") + outlined(out, "opml-authors.xml")
    assert not [address for address in outlined(out, "opml.xml") if "/authors/" in address]
    assert sorted(addresses) == sorted(
        f"{BASE}/{path}" for path in feeds(out) if path.endswith(".atom") and ".events" not in path
    )


@pytest.mark.parametrize(
    ("wanted", "listed"), [("with", ["opml.xml"]), (True, ["opml.xml"]), ("none", []), (False, [])]
)
def test_authors_are_in_the_opml_that_the_settings_say(store: Store, out: Path, wanted: Any, listed: list[str]) -> None:
    keep(store, [plain(1)])
    go(store, out)
    go(store, out, settings(feeds=FeedsSettings(opml_authors=wanted)))
    lists = [path for path in files(out) if path.endswith((".xml", ".opml"))]
    found = [path for path in lists if f"{BASE}/authors/ada-lovelace.atom" in outlined(out, path)]
    assert [path for path in found if path.startswith("opml")] == listed
    assert bool([path for path in found if path.startswith("topics/")]) == bool(listed)
    assert not (out / "opml-authors.xml").exists()


def test_a_topic_has_an_opml_of_itself_its_events_and_the_authors_of_its_newest_papers(store: Store, out: Path) -> None:
    keep(store, [plain(1), plain(2, categories=("math.CO",))])
    go(store, out)
    assert outlined(out, "topics/cs-lg.opml") == [
        f"{BASE}/{path}.atom"
        for path in ("topics/cs-lg", "topics/cs-lg.events", "authors/ada-lovelace", "authors/author-1")
    ]
    assert all((out / address.removeprefix(f"{BASE}/")).exists() for address in outlined(out, "topics/cs-lg.opml"))
    assert 'href="cs-lg.opml"' in (out / "topics/cs-lg.html").read_text()
    go(store, out, settings(authors=AuthorsSettings(min_papers=2)))
    assert not [one for one in outlined(out, "topics/cs-lg.opml") if "author-1" in one]


def test_configured_topics_and_followed_authors_have_feeds_before_their_first_paper(store: Store, out: Path) -> None:
    given = settings(
        topics=(Topic(slug="quantum", keywords=("qubit",)),),
        authors=AuthorsSettings(follow=("Grace Hopper",), min_papers=2),
    )
    keep(store, [plain(1), plain(2, authors=(Author("Ada Lovelace"),))])
    go(store, out, given)
    names = {path.removesuffix(".atom") for path in feeds(out) if path.endswith(".atom")}
    assert names == {
        "all", "all.events", "topics/quantum", "topics/quantum.events", "authors/ada-lovelace", "authors/grace-hopper",
        "authors/grace-hopper.events",
    }  # fmt: skip
    assert ids(out, "topics/quantum") == []


def test_with_nothing_in_the_store_there_is_a_valid_empty_feed(store: Store, out: Path) -> None:
    report = go(store, out)
    assert report.channels == 1
    assert not feedparser.parse((out / "all.atom").read_bytes()).bozo


def test_with_nothing_in_the_store_the_dumps_are_as_their_manifest(store: Store, out: Path) -> None:
    go(store, out)
    assert verify(out) == []


# ---------------------------------------------------------------- what a change costs


def test_twice_is_once(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(60)])
    first = go(store, out)
    before = times(out)
    again = go(store, out)
    assert (again.files_written, again.bytes) == (0, 0)
    assert (again.files_total, again.channels) == (first.files_total, first.channels)
    assert first.files_total == len(before)
    assert times(out) == before


def test_only_the_channels_of_a_changed_paper_are_written(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(20)])
    go(store, out)
    before = files(out)
    change(store, [replace(plain(3), title="Another title", title_tex="Another title")])
    report = go(store, out)
    after = files(out)
    names = {"all", "topics/inbox", "topics/cs-lg", "topics/stat-ml", "authors/ada-lovelace", "authors/author-3"}
    assert {path for path in feeds(out) if before[path] != after[path]} == {
        f"{name}.{form}" for name in names for form in ("rss", "atom", "json")
    }
    assert report.files_written == len({path for path in after if before.get(path) != after[path]})


def test_titles_that_the_version_before_read_in_another_way_are_read_again(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, [plain(number) for number in range(3)])
    go(store, out)
    monkeypatch.setattr("enrich.store.migration.READING", "another")
    monkeypatch.setattr("enrich.tex.to_unicode.readable", str.upper)
    lines: list[str] = []
    go(store, out, say=lines.append)
    titles = [item["title"] for item in json.loads((out / "all.json").read_bytes())["items"]]
    assert titles == [title.upper() for title in titles]
    assert lines == ["titles or abstracts of 3 stored papers were read again and differ: LaTeX is read better now"]
    assert go(store, out, say=lines.append).files_written == 0
    assert len(lines) == 1


def test_an_author_who_left_a_paper_loses_it_and_an_empty_channel_goes(store: Store, out: Path) -> None:
    keep(store, [plain(1, authors=(Author("Ada Lovelace"), Author("Grace Hopper"))), plain(2)])
    go(store, out)
    newer = replace(plain(1, authors=(Author("Ada Lovelace"),)), version=2, updated=PUBLISHED + timedelta(days=9))
    change(store, [newer])
    (out / "authors/mine.rss").write_bytes(b"not ours")
    go(store, out)
    assert {path.name for path in (out / "authors").glob("*.rss")} == {"ada-lovelace.rss", "author-2.rss", "mine.rss"}
    assert "grace-hopper" not in (out / "opml.xml").read_text()


def test_a_removed_paper_leaves_every_feed_and_archive(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(130)])
    go(store, out)
    store.records.remove(["2507.00001", "2507.00128"], 2, PUBLISHED)
    go(store, out)
    text = b"".join(feeds(out).values())
    assert b"2507.00001" not in text
    assert b"2507.00128" not in text
    assert b"2507.00002" in text


def test_new_topics_take_the_place_of_the_old_without_rendering_anew(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, [plain(number) for number in range(5)])
    go(store, out)

    def refuse(sources: list[Any], *_: Any) -> list[Any]:
        assert not sources
        return []

    monkeypatch.setattr("feeds.publish.render_entries.render", refuse)
    topic, gone = Topic(slug="cs", categories=("cs",)), FeedsSettings(keep=False)
    go(store, out, settings(topics=(topic,), feeds=gone))
    assert {path.name for path in (out / "topics").glob("*.archive*")} == set()
    assert ids(out, "topics/cs-lg") != ids(out, "topics/cs")
    assert len(ids(out, "topics/cs")) == 5
    go(store, out, settings(feeds=gone))
    assert len(ids(out, "topics/cs-lg")) == 5
    assert len(ids(out, "topics/cs")) == 1


def test_another_address_is_in_every_file_then(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(130)])
    go(store, out)
    go(store, out, settings(site=SiteSettings(base_url="https://other.example")))
    assert not any(b"feeds.example.org" in data for data in feeds(out).values())


def test_formats_that_are_not_wanted_any_more_go(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(130)])
    go(store, out)
    go(store, out, settings(feeds=FeedsSettings(formats=("atom",), archives=False)))
    assert {path.rpartition(".")[2] for path in feeds(out)} == {"atom", "xml"}
    assert not list(out.rglob("*.archive-*"))


# ---------------------------------------------------------------- history and events


def walk(out: Path, path: str) -> list[str]:
    """Every entry along prev-archive, newest first."""
    found: list[str] = []
    name: str | None = f"{path}.atom"
    while name is not None:
        root = etree.parse(out / name).getroot()
        found += [str(entry.findtext(f"{ATOM}id")).rpartition("/")[2] for entry in root.findall(f"{ATOM}entry")]
        older = root.find(f"{ATOM}link[@rel='prev-archive']")
        name = None if older is None else str(older.get("href")).removeprefix(f"{BASE}/")
    return found


def test_a_walk_through_the_archives_meets_every_paper_once_however_they_came(store: Store, out: Path) -> None:
    total = 0
    for count in (30, 40, 50, 3, 160):
        keep(store, [plain(number) for number in range(total, total + count)])
        total += count
        go(store, out)
        assert walk(out, "all") == [f"2507.{number:05d}" for number in reversed(range(total))]
        assert walk(out, "authors/ada-lovelace") == walk(out, "all")


def test_an_archive_that_is_full_never_changes(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(120)])
    go(store, out)
    first = {path: data for path, data in feeds(out).items() if "archive-1." in path}
    assert first
    change(store, [replace(plain(0), title="Changed", title_tex="Changed")])
    keep(store, [plain(number) for number in range(200, 330)])
    go(store, out)
    assert {path: data for path, data in feeds(out).items() if "archive-1." in path} == first
    assert (out / "all.archive-4.rss").exists()


@pytest.mark.parametrize("count", [120, 170])
def test_archives_that_a_crash_left_frozen_and_unwritten_are_written(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    keep(store, [plain(number) for number in range(count)])
    with monkeypatch.context() as patched:
        patched.setattr(module.Staging, "publish", crash)
        with pytest.raises(KeyboardInterrupt):
            go(store, out)
    go(store, out)
    assert walk(out, "all") == [f"2507.{number:05d}" for number in reversed(range(count))]


def test_a_walk_through_the_events_meets_every_event(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(130)])
    go(store, out)
    change(store, [plain(number, version=2, updated=PUBLISHED + timedelta(days=30)) for number in range(130)])
    go(store, out)
    assert sorted(walk(out, "all.events")) == [f"2507.{number:05d}#v2" for number in range(130)]


def test_all_archives_name_their_neighbours_and_are_there(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(150)])
    go(store, out)
    for number, neighbours in {1: {"next": 2}, 2: {"prev": 1, "next": 3}, 3: {"prev": 2}}.items():
        root = etree.parse(out / f"all.archive-{number}.atom").getroot()
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        assert {rel: links.get(f"{rel}-archive") for rel in neighbours} == {
            rel: f"{BASE}/all.archive-{other}.atom" for rel, other in neighbours.items()
        }
        marked = root.find("{http://purl.org/syndication/history/1.0}archive") is not None
        assert marked == (number < 3)


def test_another_number_of_entries_lays_the_archives_out_again(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(120)])
    go(store, out)
    for entries in (100, 7):
        go(store, out, settings(feeds=FeedsSettings(entries=entries)))
        assert len(ids(out, "all")) == entries
        assert walk(out, "all") == [f"2507.{number:05d}" for number in reversed(range(120))]


def test_archives_that_are_switched_off_and_on_again_hold_every_entry(store: Store, out: Path) -> None:
    off = settings(feeds=FeedsSettings(archives=False))
    keep(store, [plain(number) for number in range(120)])
    go(store, out)
    first = feeds(out)
    go(store, out, off)
    assert not [path for path in feeds(out) if "archive" in path]
    go(store, out)
    assert feeds(out) == first
    go(store, out, off)
    keep(store, [plain(number) for number in range(120, 260)])
    go(store, out, off)
    go(store, out)
    assert walk(out, "all") == [f"2507.{number:05d}" for number in reversed(range(260))]
    assert walk(out, "authors/ada-lovelace") == walk(out, "all")


def test_new_versions_publications_and_withdrawals_are_entries_of_the_events(store: Store, out: Path) -> None:
    given = settings(authors=AuthorsSettings(follow=("Ada Lovelace",)))
    keep(store, [plain(1), plain(2), plain(3)])
    go(store, out, given)
    assert ids(out, "all.events") == []
    later = PUBLISHED + timedelta(days=30)
    two = replace(plain(1), version=2, updated=later, versions=(Version(1, PUBLISHED), Version(2, later)))
    change(store, [two, replace(plain(2), dois=("10.1/x",)), replace(plain(3), withdrawn=True, comment="withdrawn")])
    go(store, out, given)
    expected = {"2507.00001#v2", "2507.00002#doi", "2507.00003#withdrawn"}
    for path in ("all.events", "topics/cs-lg.events", "authors/ada-lovelace.events"):
        assert set(ids(out, path)) == expected
    assert ids(out, "all") == ["2507.00003", "2507.00002", "2507.00001"]
    assert not list(out.glob("authors/author-*.events.*"))


# ---------------------------------------------------------------- what others do to out/


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: (path.unlink(), path.symlink_to("/etc/hostname")),
    ],
)
@pytest.mark.parametrize("name", ["authors/ada-lovelace.rss", "all.archive-1.atom", "opml.xml"])
def test_what_somebody_removed_is_made_again(
    store: Store, out: Path, name: str, harm: Callable[[Path], object]
) -> None:
    keep(store, [plain(number) for number in range(120)])
    go(store, out)
    before = feeds(out)
    harm(out / name)
    assert go(store, out).files_written == 1
    assert feeds(out) == before


def test_out_that_was_removed_is_made_again(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(120)])
    go(store, out)
    before = feeds(out)
    out.rename(out.with_name("away"))
    go(store, out)
    assert feeds(out) == before


def test_one_store_published_to_two_folders_is_whole_in_both(store: Store, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    keep(store, [plain(1, authors=(Author("Only Once"),))])
    go(store, here)
    keep(store, [plain(2)])
    change(store, [plain(1)])
    go(store, there, moving=True)
    go(store, here, moving=True)
    assert without_history(here) == without_history(there)
    assert ids(here, "all") == ["2507.00002", "2507.00001"]
    assert not (here / "authors/only-once.atom").exists()
    keep(store, [plain(3)])
    go(store, here)
    assert len(ids(here, "all")) == 3


def test_out_follows_a_store_that_was_put_back(store: Store, out: Path, tmp_path: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    before = without_history(out)
    with sqlite3.connect(tmp_path / "papers.db") as source, sqlite3.connect(tmp_path / "kept.db") as target:
        source.backup(target)
    keep(store, [plain(2)])
    go(store, out)
    (out / "robots.txt").write_text("mine")
    with sqlite3.connect(tmp_path / "kept.db") as source, sqlite3.connect(tmp_path / "papers.db") as target:
        source.backup(target)
    go(store, out)
    assert without_history(out) == before | {"robots.txt": b"mine"}


def test_without_what_stands_beside_out_nothing_is_lost(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(120)])
    go(store, out)
    before, kept = feeds(out), times(out)
    (out.parent / ".out.publishing").rename(out.parent / "away")
    go(store, out)
    assert feeds(out) == before
    assert {path: number for path, number in times(out).items() if "dumps" not in path} == {
        path: number for path, number in kept.items() if "dumps" not in path
    }


def test_files_that_tell_of_runs_are_no_reason_to_look_again(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, [plain(1)])
    go(store, out)
    write_run_files(Staging(out), {"status.json": b"{}"})
    written = (out / "status.json").stat().st_ino
    write_run_files(Staging(out), {"status.json": b"{}"})
    assert (out / "status.json").stat().st_ino == written, "what does not differ is not written"
    assert (out / "status.json").read_bytes() == b"{}"
    monkeypatch.setattr("feeds.output.missing.OutputSnapshot.missing", lambda *_: pytest.fail("looked again"))
    assert go(store, out).files_written == 0


def test_a_failure_in_an_extra_leaves_out_as_it_was(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    before = files(out)
    keep(store, [plain(2)])

    def full(_: object) -> Any:
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotPublish, match="disk is full"):
        go(store, out, extras=(("full", full),))
    assert files(out) == before
    go(store, out)
    assert ids(out, "all") == ["2507.00002", "2507.00001"]


# ---------------------------------------------------------------- crashes

PUBLISHER = """
import sys
from pathlib import Path
from enrich.options.site import SiteSettings
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.publish.render_entries import person_uris
print("ready", flush=True)
sys.stdin.readline()
with Store(f"sqlite:///{sys.argv[1]}") as store:
    publish(store, Settings(site=SiteSettings(base_url=sys.argv[3])), Path(sys.argv[2]), processes=int(sys.argv[4]))
"""


def killed(store: Store, out: Path, base: str, after: float, processes: int) -> bool:
    """Publish in a process of its own and kill that after so many seconds; whether it was killed before it ended."""
    command = [sys.executable, "-c", PUBLISHER, store.url.removeprefix("sqlite:///"), str(out), base, str(processes)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, cwd=Path(__file__).parents[3]
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.write(b"go\n")
        process.stdin.flush()
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait() != 0


@pytest.mark.slow
def test_fifty_kills_leave_every_file_old_or_new_and_the_next_run_puts_the_rest_right(
    store: Store, tmp_path: Path
) -> None:
    """Between two kills, papers come and change; the undisturbed result is that of another folder at the end."""
    chance = random.Random(5)
    out = tmp_path / "out"
    keep(store, [plain(number) for number in range(60)])
    go(store, out)
    span, kills, total = 1.0, 0, 60
    for round_ in range(50):
        keep(store, [plain(total)])
        total += 1
        change(store, [replace(plain(round_), title=f"Changed {round_}", title_tex="x")])
        before = feeds(out)
        base = BASE if round_ % 3 else f"{BASE}/{round_}"
        kills += killed(store, out, base, chance.random() * span, 1 + round_ % 2)
        for path, data in feeds(out).items():
            if before.get(path) != data:
                assert data.endswith((b"</rss>", b"</feed>", b"\n]}\n", b"</opml>\n")), path
    assert kills > 10
    go(store, out)
    with_all = feeds(out)
    go(store, tmp_path / "fresh", moving=True)
    archives = {path for path in with_all if ".archive-" in path}
    fresh = feeds(tmp_path / "fresh")
    assert {path: with_all[path] for path in with_all.keys() - archives} == {
        path: fresh[path] for path in fresh.keys() - archives
    }
    assert walk(out, "all") == [f"2507.{number:05d}" for number in reversed(range(total))]
