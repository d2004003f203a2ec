"""Digests against a real SMTP server: what is sent to whom, and that nothing is sent twice, whatever happens in between."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from enrich.options.notify import NotifySettings
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.disclosure import Disclosure
from feeds.notify.chats import send_to_chat
from feeds.notify.mail import NotSent
from feeds.notify.notify import period_of
from feeds.operate.status import status
from feeds.publish.publish import publish
from feeds.state.digests.issues import Issues
from feeds.state.publishing import PublishState
from tests.conftest import ROOT
from tests.feeds.publish.test_publish import plain
from tests.support.keeping import keep
from tests.support.mail_server import Letters, certificate, mail_server
from tests.support.notifying import NOW, publish_more, send, settings_of
from tests.support.processes import PATIENCE

DAY = timedelta(days=1)
ODD = {"title": "An odd paper"}


@pytest.fixture
def letters() -> Iterator[Letters]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Paper 1 was found the day before yesterday, papers 2 and 3 this morning."""
    folder = tmp_path_factory.mktemp("published")
    with Store(f"sqlite:///{folder}/papers.db") as opened:
        keep(opened, [plain(1)])
        publish_more(opened, settings_of(folder, 9), [plain(2), plain(3, **ODD)])
    return folder


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def subjects(letters: Letters) -> list[tuple[str, str]]:
    return sorted((letter["To"], letter["Subject"]) for letter in letters.taken)


def states(store: Store) -> list[tuple[str, str]]:
    return [(letter.recipient, letter.state) for letter in Issues(store.engine).letters()]


def body(letters: Letters, number: int = -1, kind: str = "plain") -> str:
    part = letters.taken[number].get_body((kind,))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text


def test_everybody_gets_a_letter_with_what_is_new_and_nobody_the_same_again(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, letters.port)
    assert send(store, settings).problems == []
    subject = "Reading group: 2 new papers, 7 January 2026"
    assert subjects(letters) == [("ada@example.org", subject), ("ben@example.org", subject)]
    assert letters.recipients == ["ada@example.org", "ben@example.org"]
    assert "An odd paper" in body(letters)
    assert "Paper 2" in body(letters)
    assert "Paper 1" not in body(letters), "it was found more than a day before the digest began"
    send(store, settings)
    send(store, settings, NOW + DAY)
    assert len(letters.taken) == 2, "nothing when nothing is new"
    publish_more(store, settings, [plain(4)])
    send(store, settings, NOW + DAY)
    assert len(letters.taken) == 4
    assert "1 new paper, 8 January 2026" in body(letters)
    assert {state for _, state in states(store)} == {"sent"}


def test_digests_are_kept_in_either_database(either: str, letters: Letters, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, letters.port, topics=["odd"], authors=["Ada Lovelace"])
    with Store(either) as store:
        keep(store, [plain(1)])
        publish_more(store, settings, [plain(2), plain(3, **ODD)])
        letters.refuses = {"ben@example.org"}
        assert len(send(store, settings).problems) == 1
        letters.refuses = set()
        assert send(store, settings, NOW + DAY).problems == []
        assert {state for _, state in states(store)} == {"sent"}
        assert Issues(store.engine).doubt(NOW, "lost") == []
        assert Issues(store.engine).again(NOW) == 0
    assert len(letters.taken) == 2


def test_what_comes_later_on_the_day_waits_for_the_next(store: Store, letters: Letters, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, letters.port)
    send(store, settings)
    publish_more(store, settings, [plain(4)])
    send(store, settings, NOW + timedelta(hours=11))
    assert len(letters.taken) == 2
    send(store, settings, NOW + timedelta(hours=13))
    assert len(letters.taken) == 4


def test_a_digest_of_topics_authors_and_persons_has_a_part_for_each_and_each_paper_once(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    settings = settings_of(
        tmp_path, letters.port, topics=["odd", "absent"], authors=["Ada LOVELACE"], persons=["pabcdefgh"]
    )
    problems = send(store, settings).problems
    assert problems == [
        "digest Reading group: no topic is published at topics/absent; correct notify.digests",
        "digest Reading group: nobody is known as pabcdefgh, yet; look whether it is right",
    ]
    text = body(letters)
    assert (
        text.index("Odd papers (1)")
        < text.index("An odd paper")
        < text.index("Ada Lovelace (1)")
        < text.index("Paper 2")
    )
    assert text.count("An odd paper") == 1
    html = body(letters, kind="html")
    assert '<a href="https://feeds.example.org/topics/odd.html">Odd papers</a>' in html


def test_a_digest_that_is_about_something_else_now_does_not_tell_what_was_there(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    send(store, settings_of(tmp_path, letters.port, topics=["odd"]))
    assert len(letters.taken) == 2
    send(store, settings_of(tmp_path, letters.port), NOW + 2 * DAY)
    assert len(letters.taken) == 2


def test_a_server_that_is_not_there_loses_nothing(store: Store, letters: Letters, tmp_path: Path) -> None:
    problems = send(store, settings_of(tmp_path, 9)).problems
    assert "the mail server 127.0.0.1:9: " in problems[0]
    assert "the next run tries again" in problems[0]
    assert {state for _, state in states(store)} == {"waiting"}
    line = status(store, settings_of(tmp_path, 9), NOW)["health"][0]
    assert line.startswith("2 letters of digests not delivered yet, tried again by the next run: ")
    public = status(store, settings_of(tmp_path, 9), NOW, Disclosure())
    assert "letter" not in str(public["health"])
    assert send(store, settings_of(tmp_path, letters.port), NOW + 3 * DAY).problems == []
    assert "letter" not in str(status(store, settings_of(tmp_path, letters.port), NOW + 3 * DAY)["health"])
    assert [subject for _, subject in subjects(letters)] == ["Reading group: 2 new papers, 7 January 2026"] * 2


def test_one_recipient_who_is_refused_keeps_nobody_else_from_the_letter(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, letters.port)
    letters.refuses = {"ada@example.org"}
    (problem,) = send(store, settings).problems
    assert "digest Reading group of 2026-01-07 to ada@example.org: " in problem
    assert "550 nobody of that name here" in problem
    assert letters.recipients == ["ben@example.org"]
    assert "is given up" in send(store, settings, NOW + 8 * DAY).problems[0]
    letters.refuses = set()
    send(store, settings, NOW + 9 * DAY)
    assert letters.recipients == ["ben@example.org"]
    assert Issues(store.engine).again(NOW) == 1
    send(store, settings, NOW + 9 * DAY)
    assert letters.recipients == ["ben@example.org", "ada@example.org"]


def test_a_letter_that_the_server_refuses_is_the_same_message_when_it_is_sent_again(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, letters.port)
    letters.answer = "451 try again later"
    assert "451 try again later" in send(store, settings).problems[0]
    assert letters.taken == []
    letters.answer = "250 OK"
    send(store, settings, NOW + DAY)
    first = [letter.as_bytes() for letter in letters.taken]
    Issues(store.engine).settle(Issues(store.engine).letters()[0], "waiting", None, NOW)
    send(store, settings, NOW + DAY)
    assert letters.taken[2].as_bytes() == first[0]
    assert letters.taken[2]["Message-ID"] != letters.taken[1]["Message-ID"]


def killed(folder: Path, letters: Letters) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.notifying", str(folder), str(letters.port)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("moment", ["before", "as_it_comes"])
def test_a_run_that_is_killed_sends_nothing_twice(store: Store, letters: Letters, tmp_path: Path, moment: str) -> None:
    started: list[int] = []

    def kill() -> None:
        setattr(letters, moment, lambda: None)
        os.kill(started[0], signal.SIGKILL)

    setattr(letters, moment, kill)
    process = killed(tmp_path, letters)
    started.append(process.pid)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL
    problems = send(store, settings_of(tmp_path, letters.port)).problems
    assert sorted(letters.recipients) == ["ada@example.org", "ben@example.org"]
    if moment == "before":
        assert problems == []
        assert {state for _, state in states(store)} == {"sent"}
    else:
        assert problems[0].startswith("digest Reading group of 2026-01-07 to ada@example.org: paperwire ended while")
        assert states(store) == [("mail:ada@example.org", "unknown"), ("mail:ben@example.org", "sent")]
    assert send(store, settings_of(tmp_path, letters.port), NOW + DAY).problems == []
    assert len(letters.recipients) == 2


def test_a_connection_that_ends_before_the_answer_sends_nothing_twice(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, letters.port, mail=["ada@example.org"])
    letters.hangs_up = True
    (problem,) = send(store, settings).problems
    assert "whether it arrived is not known" in problem
    letters.hangs_up = False
    assert send(store, settings, NOW + DAY).problems == []
    assert letters.recipients == ["ada@example.org"]


def test_what_another_process_has_taken_is_not_sent(store: Store, letters: Letters, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, letters.port, mail=["ada@example.org"])
    send(store, settings_of(tmp_path, 9, mail=["ada@example.org"]))
    (letter,) = Issues(store.engine).letters("waiting")

    def other() -> None:
        letters.before = lambda: None
        assert Issues(store.engine).take(letter, "elsewhere/1/2/3/there", NOW)

    letters.before = other
    assert send(store, settings).sent == []
    assert letters.taken == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl: apt-get install openssl")
@pytest.mark.parametrize("password", ["right", "very-wrong"])
def test_the_password_goes_to_the_server_and_into_no_message(store: Store, tmp_path: Path, password: str) -> None:
    served, trusted = certificate(tmp_path)
    with mail_server(served) as server:
        login = {"user": "wire", "password": password, "security": "starttls"}
        settings = settings_of(tmp_path, server.port, login, mail=["ada@example.org"])
        problems = send(store, settings, context=trusted).problems
    assert ("wire", password) in server.logins
    assert bool(server.taken) is (password == "right")
    assert bool(problems) is (password != "right")
    assert all("it refuses user and password (535); correct them in [notify.mail]" in one for one in problems)
    assert "very-wrong" not in str(problems) + str(Issues(store.engine).letters())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl: apt-get install openssl")
def test_a_server_that_is_not_trusted_gets_nothing(store: Store, tmp_path: Path) -> None:
    served, trusted = certificate(tmp_path)
    with mail_server(tls=served) as server:
        settings = settings_of(tmp_path, server.port, {"security": "tls"}, mail=["ada@example.org"])
        assert "certificate verify failed" in send(store, settings).problems[0]
        assert server.taken == []
        assert send(store, settings, context=trusted).problems == []
        assert len(server.taken) == 1


def test_nothing_is_sent_in_clear_to_a_server_that_does_not_offer_encryption(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    server = {"security": "starttls", "user": "wire", "password": "very-secret"}
    (problem, *_) = send(store, settings_of(tmp_path, letters.port, server)).problems
    assert "it does not offer starttls; correct security or port in [notify.mail]" in problem
    assert letters.taken == []


def test_recipients_that_the_settings_no_longer_name_get_nothing(
    store: Store, letters: Letters, tmp_path: Path
) -> None:
    send(store, settings_of(tmp_path, 9))
    send(store, settings_of(tmp_path, letters.port, mail=["ben@example.org"]))
    assert letters.recipients == ["ben@example.org"]
    assert states(store) == [("mail:ada@example.org", "dropped"), ("mail:ben@example.org", "sent")]


def test_chats_get_titles_and_addresses_and_their_secret_is_told_nowhere(store: Store, tmp_path: Path) -> None:
    sent: list[tuple[str, ...]] = []

    def chat(*text: str) -> None:
        sent.append(text)
        if len(sent) == 1:
            raise NotSent("the chat team did not take it")

    settings = settings_of(tmp_path, 9, mail=[], chats=["team"])
    (problem,) = send(store, settings, chat=chat).problems
    assert "to the chat team: the chat team did not take it; the next run tries again" in problem
    assert send(store, settings, chat=chat).problems == []
    name, address, title, text = sent[1]
    assert (name, address, title) == ("team", "json://x", "My papers: Reading group")
    assert "- An odd paper\n  https://arxiv.org/abs/2507.00003" in text
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"json://x" in path.read_bytes()]


def test_apprise_sends_to_chats() -> None:
    taken: list[dict[str, Any]] = []

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if len(taken) == 1 else 500)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Chat)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        address = f"json://127.0.0.1:{server.server_address[1]}/hidden"
        send_to_chat("team", address, "Title", "- One\n  https://arxiv.org/abs/2507.00001\n")
        with pytest.raises(NotSent, match=r"the chat team did not take it; look whether") as wrong:
            send_to_chat("team", address, "Title", "text")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (taken[0]["title"], taken[0]["message"]) == ("Title", "- One\n  https://arxiv.org/abs/2507.00001")
    assert "hidden" not in str(wrong.value)


def test_a_paper_that_another_id_stands_for_now_is_no_news(store: Store, letters: Letters, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, letters.port)
    send(store, settings)
    PublishState(store.engine).take_places({"2507.00002": "2507.00009"})
    send(store, settings, NOW + DAY)
    assert len(letters.taken) == 2


def test_a_paper_that_is_gone_is_in_no_letter(store: Store, letters: Letters, tmp_path: Path) -> None:
    send(store, settings_of(tmp_path, 9, topics=["odd"]))
    run = store.runs.start("run", NOW)
    store.records.remove(["2507.00003"], run.id, NOW)
    settings = settings_of(tmp_path, letters.port, topics=["odd"])
    publish(store, settings, settings.out, processes=1)
    assert send(store, settings).problems == []
    assert letters.taken == []
    assert {state for _, state in states(store)} == {"dropped"}


@pytest.mark.parametrize(
    ("digest", "period"),
    [
        ({"every": "daily"}, "2026-01-07"),
        ({"every": "daily", "timezone": "Pacific/Auckland"}, "2026-01-08"),
        ({"every": "weekly"}, "2026-01-05"),
        ({"every": "weekly", "day": "thursday"}, "2026-01-01"),
        ({"every": "weekly", "day": "wednesday"}, "2026-01-07"),
    ],
)
def test_days_and_weeks_begin_where_the_settings_say(digest: dict[str, Any], period: str, tmp_path: Path) -> None:
    (one,) = settings_of(tmp_path, 9, **digest).notify.digests
    assert period_of(one, NOW) == period


def test_a_weekly_digest_is_sent_once_a_week(store: Store, letters: Letters, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, letters.port, every="weekly")
    send(store, settings)
    assert "3 new papers" in body(letters), "the week before the digest began"
    publish_more(store, settings, [plain(4)])
    send(store, settings, NOW + 4 * DAY)
    assert len(letters.taken) == 2
    send(store, settings, NOW + 5 * DAY)
    assert len(letters.taken) == 4


@pytest.mark.parametrize(
    ("notify", "message"),
    [
        ({"mail": {"host": "h"}}, "sender is expected"),
        ({"mail": {"host": "h", "sender": "Ada <a@b.org>"}}, "is no mail address"),
        ({"mail": {"host": "h", "sender": "a@b.org", "user": "u"}}, "belong together"),
        ({"mail": {"host": "h", "sender": "a@b.org", "user": "u", "password": "p", "security": "none"}}, "in clear"),
        ({"digests": [{"name": "a", "mail": ["a@b.org"]}]}, "host and sender are expected"),
        ({"digests": [{"name": "a"}]}, "who is told"),
        ({"digests": [{"name": "a", "chats": ["b"]}]}, "there is no chat 'b' in"),
        ({"digests": [{"name": "a\nBcc: x", "chats": ["b"]}]}, "one line"),
        ({"digests": [{"name": "a", "chats": ["b"], "unsubscribe": "http://x"}]}, "an address such as"),
        ({"digests": [{"name": "a", "chats": ["b"], "timezone": "Mars"}]}, "a time zone such as"),
    ],
)
def test_settings_that_could_send_nothing_are_mistakes(notify: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        NotifySettings.model_validate(notify)


def test_secrets_are_in_no_representation(tmp_path: Path) -> None:
    mail = {"user": "wire", "password": "very-secret"}
    settings = settings_of(tmp_path, 9, mail, chats=["team"])
    assert isinstance(settings, Settings)
    assert "very-secret" not in repr(settings)
    assert "json://x" not in repr(settings)
