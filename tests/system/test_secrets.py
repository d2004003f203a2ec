"""Secrets that were planted are nowhere: not in out/ or beside it, the store, logs, metrics, messages, answers."""

from __future__ import annotations

import json
import logging
import re
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from enrich.clock import Clock
from enrich.database.connection import connect, writing
from enrich.database.locks import Lock
from enrich.http.messages import Limits
from enrich.http.web import Web
from enrich.settings import load
from enrich.store.migration import MIGRATIONS
from enrich.store.store import Store
from enrich.version import version
from feeds.cli.commands import call
from feeds.schedule.schedule import perform
from tests.conftest import row
from tests.support.arxiv_standin import Server
from tests.support.serving import at_work

USER, PASSWORD, TOKEN = "b0bsuser", "hunt3rpass", "t0kens3cret"
OTHER = "0therTokenOfAnItem"
"""In links of an item, and in no address of a source."""
HUB, ADMIN = "hubpassw0rd", "adm1n-token-of-the-operator"
CREDENTIALS = (USER, PASSWORD, TOKEN, HUB, ADMIN)
PRIVATE = ("Rejects of Prof Smith", "rejects-of-prof-smith", "ownlab", "Own venue")
FILES = ("Confidential list", "confidential-list")
PAPERS = ("2401.00001", "2401.00002", "2401.00003", "2401.00004")

FEED = """<rss version="2.0"><channel><title>Lab</title><link>{base}/good?token={token}</link>
<item><title>A study of 1 things</title><link>{base}/paper/1?token={token}</link>
<description>arXiv:2401.00001</description></item></channel></rss>"""
LINKS = """<rss version="2.0"><channel><title>Lab</title><link>https://lab.example/</link>
<item><title>A study of 5 things</title><link>https://{user}:{password}@lab.example/paper/5?id=5&amp;token={other}</link>
<guid isPermaLink="false">arXiv:2401.00005</guid><description>See https://lab.example/more?id=5&amp;sig={other}
and the code: https://github.com/lab/five?access_token={other}</description></item>
</channel></rss>"""
UNLISTED = "2023-12-24.jsonl"
"""A file of changes that no manifest knows."""
PAGE = '<html><body><ul><li><a href="https://arxiv.org/abs/2401.00002">A study of 2 things</a></li></ul></body></html>'


class Answers(BaseHTTPRequestHandler):
    """A server of sources, most of which fail."""

    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []
    over: ClassVar[threading.Event] = threading.Event()
    """Set when the test has ended: until then nothing is answered that is to be slow."""

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        if path == "/good":
            self._say(200, "application/rss+xml", FEED.format(base=base, token=TOKEN))
        elif path == "/links":
            page = LINKS.format(user=USER, password=PASSWORD, other=OTHER)
            self._say(200, "application/rss+xml", page)
        elif path == "/ownlab/list.html":
            self._say(200, "text/html", PAGE)
        elif path == "/bad.xml":
            self._say(200, "application/rss+xml", "<rss><channel><item>\x00")
        elif path == "/moved":
            self._say(302, "text/plain", "", f"{base}/gone?token={TOKEN}&again")
        elif path == "/away":
            self._say(301, "text/plain", "", f"ftp://{USER}:{PASSWORD}@127.0.0.1/x?token={TOKEN}")
        elif path == "/busy":
            self._say(429, "text/plain", TOKEN)
        elif path == "/slow":
            self.over.wait(60)
        else:
            self._say(404, "text/plain", TOKEN)

    def _say(self, status: int, kind: str, body: str, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def lab() -> Iterator[int]:
    """The port of the server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    Answers.asked.clear()
    Answers.over.clear()
    yield server.server_address[1]
    Answers.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(connect_timeout=10.0, read_timeout=1.5, total_timeout=3.0, retries=0, backoff=0.01)
    monkeypatch.setattr("enrich.http.web.INTERVAL", 0.0)
    monkeypatch.setitem(Web.__init__.__kwdefaults__, "limits", limits)


@dataclass
class Place:
    """A folder in which paperwire works."""

    folder: Path
    lab: int
    arxiv: str

    def settings(
        self, *, public: bool = False, documents: bool = False, title: str = "Papers", topics: str = ""
    ) -> None:
        here = f"{USER}:{PASSWORD}@127.0.0.1:{self.lab}"
        failing = "".join(
            f'[[sources]]\nname = "{name}"\nfeed = "http://{here}/{name}?token={TOKEN}#{TOKEN}"\nallow_private = true\n'
            for name in ("missing", "moved", "away", "slow", "busy", "bad.xml")
        )
        (self.folder / "paperwire.toml").write_text(
            f"""
[site]
title = "{title}"
hub = "http://{USER}:{HUB}@127.0.0.1:{self.lab}/hub"
show_documents = {str(documents).lower()}
[[sources]]
name = "lab"
feed = "http://{here}/good?token={TOKEN}"
allow_private = true
{failing}
[[sources]]
name = "inaccessible"
page = "https://{USER}:{PASSWORD}@127.0.0.1:1/x?token={TOKEN}"
[[sources]]
name = "{PRIVATE[0]}"
page = "http://{here}/ownlab/list.html"
allow_private = true
public = {str(public).lower()}
[[sources]]
name = "{PRIVATE[0]}, too"
files = ["ownlab.bib", "no-ownlab.txt"]
public = {str(public).lower()}
[[sources]]
name = "inbox"
files = ["{FILES[0]}.txt", "missing {FILES[0]}.txt"]
[arxiv]
base_url = "{self.arxiv}"
min_interval = 0.0
[serve]
admin_token = "{ADMIN}"
{topics}
"""
        )

    def documents(self) -> None:
        (self.folder / f"{FILES[0]}.txt").write_text("arXiv:2401.00003\narXiv:2401.00002\n")
        (self.folder / "ownlab.bib").write_text(
            "@article{x, title={A study of 4 things}, eprint={2401.00004}, journal={Own venue}, "
            "url={https://ownlab.org/4}}\n"
        )

    def do(self, *arguments: str) -> int:
        return call(["--config", str(self.folder / "paperwire.toml"), *arguments])

    def published(self) -> dict[str, bytes]:
        """Every file in out/ and in the workshop beside it."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for part in ("out", ".out.publishing")
            for path in (self.folder / part).rglob("*")
            if path.is_file()
        }

    def entry_ids(self) -> set[str]:
        return set(re.findall(r"<id>(https://arxiv.org/abs/[^<]+)</id>", (self.folder / "out/all.atom").read_text()))

    def leaks(self, secrets: tuple[str, ...]) -> list[tuple[str, str]]:
        everything = self.published()
        assert any(name.startswith(".out.publishing/") for name in everything)
        return [
            (name, secret)
            for name, data in everything.items()
            for secret in (*secrets, str(self.folder))
            if secret.encode() in data or secret in name
        ]


@pytest.fixture
def place(tmp_path: Path, lab: int, standin: Callable[..., Server]) -> Place:
    arxiv = standin([row(number) for number in range(1, 6)]).url.replace("://", f"://{USER}:{PASSWORD}@")
    opened = Place(tmp_path, lab, arxiv)
    opened.documents()
    return opened


def test_planted_secrets_are_nowhere(
    place: Place, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    place.settings()
    with caplog.at_level(logging.DEBUG):
        outputs = [place.do("--verbose", "run"), place.do("--verbose", "run", "--retry"), place.do("publish")]
        outputs += [
            place.do("status"),
            place.do("status", "--mentions"),
            place.do("status", "--json"),
            place.do("doctor"),
        ]
        outputs += [place.do("schedule", "--list"), place.do("verify")]
        address = f"http://{USER}:{PASSWORD}@127.0.0.1:{place.lab}/missing?token={TOKEN}"
        outputs += [
            place.do("enrich", address),
            place.do("enrich", f"https://{USER}:{PASSWORD}@/?{TOKEN}"),
            place.do("run"),
        ]
    assert outputs[:3] == [3, 3, 0]
    spoken = "".join(capfd.readouterr()) + caplog.text
    assert f"http://127.0.0.1:{place.lab}/missing?..." in spoken
    assert [secret for secret in CREDENTIALS if secret in spoken] == []
    assert place.leaks((*CREDENTIALS, *PRIVATE, *FILES, "ownlab")) == []
    assert place.entry_ids() == {f"https://arxiv.org/abs/{paper}" for paper in PAPERS}
    kept = b"".join(path.read_bytes() for path in place.folder.glob("paperwire.db*"))
    assert b"/missing?..." in kept
    assert [secret for secret in CREDENTIALS if secret.encode() in kept] == []


def test_what_serve_answers_holds_none_of_them(place: Place) -> None:
    place.settings()
    place.do("--quiet", "run")
    settings = load(place.folder / "paperwire.toml", {})
    with Store(settings.store_url) as store, at_work(settings, store) as site:
        addresses = ["/metrics", "/readyz", "/healthz", "/search.html?q=study", "/search.json?q=study", "/status.html"]
        addresses += ["/opml?topics=rejects-of-prof-smith", *(f"/records/{paper}.json" for paper in PAPERS)]
        answers = {address: site.get(address) for address in addresses}
        whole = site.get("/admin/status", Authorization=f"Bearer {ADMIN}")[2].decode()
    text = "".join(body.decode() for address, (_, _, body) in answers.items() if "opml" not in address)
    assert [answers[f"/records/{paper}.json"][0] for paper in PAPERS] == [200] * 4
    assert answers["/opml?topics=rejects-of-prof-smith"][0] == 404
    assert [secret for secret in (*CREDENTIALS, *PRIVATE, *FILES, str(place.folder)) if secret in text] == []
    assert FILES[0] in whole
    assert PRIVATE[0] in whole
    assert [secret for secret in CREDENTIALS if secret in whole] == []


def test_servers_are_asked_with_the_whole_address_and_told_of_no_other(place: Place) -> None:
    place.settings()
    place.do("--quiet", "run")
    asked = dict(Answers.asked)
    login = f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
    assert asked[f"/good?token={TOKEN}"]["Authorization"] == login
    assert "Authorization" not in asked[f"/gone?token={TOKEN}&again"]
    assert not any("Referer" in headers for headers in asked.values())
    assert {headers["User-Agent"] for headers in asked.values()} == {f"paperwire/{version()}"}


def test_a_job_of_the_schedule_says_none_of_them(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    file = place.folder / "paperwire.toml"
    address = f"http://{USER}:{PASSWORD}@127.0.0.1:{place.lab}/missing?token={TOKEN}"
    file.write_text(
        f'[[sources]]\nname = "lab"\nfeed = "{address}"\nallow_private = true\n'
        f'[arxiv]\nbase_url = "{place.arxiv}"\nmin_interval = 0.0\n[serve]\nadmin_token = "{ADMIN}"\n'
    )
    perform(str(file), str(place.folder), ("enrich", "publish"))
    spoken = "".join(capfd.readouterr())
    assert "/missing?...: does not exist" in spoken
    assert [secret for secret in CREDENTIALS if secret in spoken] == []
    assert place.leaks(CREDENTIALS) == []


def test_papers_of_a_private_source_are_published_without_why(place: Place) -> None:
    place.settings()
    place.do("--quiet", "run")
    lines = (place.folder / "out/dumps/records.jsonl").read_text().splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}
    assert records.keys() == set(PAPERS)
    assert records["2401.00004"]["mentions"] == []
    assert (records["2401.00004"]["venue"], records["2401.00004"]["pages"]) == (None, [])
    (mention,) = records["2401.00002"]["mentions"]
    assert mention == {"document": None, "source": "inbox", "place": None, "text": None, "how": "id"}
    mention = records["2401.00001"]["mentions"][0]
    assert (mention["document"], mention["place"]) == (f"http://127.0.0.1:{place.lab}/good?...", "entry 1")
    state = json.loads((place.folder / "out/status.json").read_text())
    assert state["private_sources"] == {"total": 2, "failing": 1}
    assert state["mentions"]["total"] == 6


def test_a_source_that_becomes_private_leaves_all_that_was_published_and_comes_back(place: Place) -> None:
    place.settings(public=True, documents=True)
    place.do("--quiet", "run")
    place.settings(public=True, documents=True, title="Another title")
    with (place.folder / f"{FILES[0]}.txt").open("a") as more:
        more.write("arXiv:2401.00004\n")
    place.do("--quiet", "run")
    before, ids = place.published(), place.entry_ids()
    topic = "out/topics/rejects-of-prof-smith.atom"
    assert topic in before
    assert {secret for _, secret in place.leaks((*PRIVATE, FILES[0]))} == {*PRIVATE, FILES[0]}
    assert any(b"Own venue" in data for name, data in before.items() if "changes/" in name)

    place.settings(public=False)
    place.do("--quiet", "publish")
    assert place.leaks((*CREDENTIALS, *PRIVATE, *FILES)) == []
    assert place.entry_ids() == ids
    assert place.do("verify") == 0

    place.settings(public=True, documents=True)
    place.do("--quiet", "publish")
    assert topic in place.published()
    assert place.entry_ids() == ids


def test_a_topic_may_be_made_of_a_private_source_and_does_not_name_it(place: Place) -> None:
    place.settings(topics=f'[[topics]]\nslug = "chosen"\ntitle = "Chosen"\nsources = ["{PRIVATE[0]}"]')
    place.do("--quiet", "run")
    assert "2401.00002" in (place.folder / "out/topics/chosen.atom").read_text()
    assert place.leaks((*CREDENTIALS, *PRIVATE, *FILES)) == []


def kept(place: Place) -> bytes:
    return b"".join(path.read_bytes() for path in place.folder.glob("paperwire.db*"))


def links(place: Place, source: str = "", title: str = "Papers") -> None:
    """Settings with a source whose items have links with secrets, or with another."""
    feed = f'[[sources]]\nname = "links"\nfeed = "http://127.0.0.1:{place.lab}/links"\nallow_private = true\n'
    (place.folder / "paperwire.toml").write_text(
        f'[site]\ntitle = "{title}"\n{source or feed}[arxiv]\nbase_url = "{place.arxiv}"\nmin_interval = 0.0\n'
        "[feeds]\nentries = 1\n"
    )


def answers(place: Place) -> str:
    settings = load(place.folder / "paperwire.toml", {})
    with Store(settings.store_url) as store, at_work(settings, store) as site:
        found = [site.get(at) for at in ("/records/2401.00005.json", "/search.html?q=study", "/search.json?q=study")]
    assert [status for status, _, _ in found] == [200, 200, 200]
    return "".join(body.decode() for _, _, body in found)


def test_secrets_in_links_of_items_are_nowhere_and_the_links_lead_on(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    links(place)
    assert place.do("--verbose", "run") == 0
    outputs = answers(place)
    assert "https://lab.example/paper/5?id=5" in outputs
    assert place.leaks((*CREDENTIALS, OTHER)) == []
    assert place.do("status", "--mentions") == 0
    spoken = "".join(capfd.readouterr())
    assert [
        secret for secret in (*CREDENTIALS, OTHER) if secret in outputs + spoken or secret.encode() in kept(place)
    ] == []


def ids(paper: str) -> str:
    return f'[[sources]]\nname = "inbox"\nids = ["{paper}"]\n'


def older(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store and an out/ as the version made them that cut no parameters: changes of two days, and an archive."""
    with monkeypatch.context() as before:
        before.setattr("enrich.addresses.is_secret", lambda name: False)
        before.setattr("enrich.pipeline.read_document.work_apart", lambda work, task, **_: work(task))
        before.setattr("enrich.pipeline.read_sources.READER", "1")
        before.setattr("feeds.disclosure._RULES", "1")
        before.setattr("feeds.publish.render_entries.RENDERER", "10")
        for day, source in ((5, ids("2401.00001")), (6, ""), (7, ids("2401.00003"))):
            moment = datetime(2024, 1, day, tzinfo=UTC)
            before.setattr(Clock.__init__, "__defaults__", (lambda when=moment: when, *Clock.__init__.__defaults__[1:]))
            links(place, source, f"Papers, {day}")
            assert place.do("--quiet", "run") == 0
    changes = place.folder / "out/dumps/changes"
    assert [path.name for path in sorted(changes.iterdir())] == [f"2024-01-0{day}.jsonl" for day in (5, 6, 7)]
    (changes / UNLISTED).write_bytes((changes / "2024-01-06.jsonl").read_bytes())
    assert OTHER.encode() in kept(place)
    leaking = {name for name, _ in place.leaks((OTHER,))}
    folders = ("out/all", "out/authors/", "out/dumps/changes/", "out/dumps/records.", ".out.publishing/dumps.changes/")
    assert [folder for folder in folders if not any(name.startswith(folder) for name in leaking)] == []


def migrate_again(place: Place) -> None:
    """Do to the store what opening one of that version does."""
    script = ScriptDirectory(str(MIGRATIONS)).get_revision("0010")
    engine = connect(load(place.folder / "paperwire.toml", {}).store_url)
    with writing(engine, Lock.MIGRATION) as connection, Operations.context(MigrationContext.configure(connection)):
        script.module.upgrade()
    engine.dispose()


def test_what_an_older_version_kept_and_published_of_a_source_that_is_gone_is_cleaned(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(place, monkeypatch)
    entries, names = place.entry_ids(), {*place.published()}
    migrate_again(place)
    assert place.do("publish") == 0
    assert place.leaks((*CREDENTIALS, OTHER)) == []
    assert "https://lab.example/paper/5?id=5" in answers(place)
    assert OTHER not in answers(place)
    assert OTHER.encode() not in kept(place)
    assert place.entry_ids() == entries
    assert {name for name in names if name.startswith("out/")} <= {*place.published()}
    (place.folder / "out/dumps/changes" / UNLISTED).unlink()
    assert place.do("verify") == 0
