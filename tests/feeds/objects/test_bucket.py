"""Facts about buckets: what objects are called, and what is said of a failure."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import settings as moto_settings
from moto.core.responses import ActionAuthenticatorMixin

from enrich.errors import BadSettings, CannotPublish
from feeds.objects import bucket as buckets
from feeds.objects.bucket import AT_ONCE, Bucket
from tests.support.object_server import KEY, SECRET, ObjectServer, object_server

PLACE = "papers/of/ours"


@pytest.fixture
def server() -> Iterator[ObjectServer]:
    with object_server("papers") as running:
        yield running


def at(server: ObjectServer, place: str = PLACE, **others: str) -> Bucket:
    options = {"endpoint": server.address, "region": "us-east-1", "access_key_id": KEY, "secret_access_key": SECRET}
    return Bucket(f"s3://{place}", options | others)


def written(folder: Path, *paths: str) -> dict[str, Path]:
    files = {path: folder / path.replace("/", "-") for path in paths}
    for path, file in files.items():
        file.write_bytes(path.encode() * 9)
    return files


@pytest.mark.parametrize(
    ("path", "media", "age"),
    [
        ("all.atom", "application/atom+xml", 60),
        ("index.html", "text/html; charset=utf-8", 60),
        ("static/style.css", "text/css; charset=utf-8", 3600),
        ("status.json", "application/json", 30),
        ("dumps/records.jsonl.gz", "application/gzip", 60),
    ],
)
def test_an_object_has_the_type_and_the_caching_of_the_file(
    server: ObjectServer, tmp_path: Path, path: str, media: str, age: int
) -> None:
    at(server).put(written(tmp_path, path))
    about = server.client().head_object(Bucket="papers", Key=f"of/ours/{path}")
    assert about["ContentType"] == media
    assert about["CacheControl"].startswith(f"public, max-age={age}")
    # A file that is compressed is that file: with an encoding, clients would unpack it.
    assert "ContentEncoding" not in about


def test_what_is_large_is_written_in_parts(
    server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "MULTIPART", 1000)
    file = tmp_path / "large"
    file.write_bytes(b"many papers" * 1_000_000)
    tags = at(server).put({"dumps/records.csv": file})
    assert any("uploadId" in path for _, path in server.asked)
    found = server.client().get_object(Bucket="papers", Key="of/ours/dumps/records.csv")
    assert found["Body"].read() == file.read_bytes()
    assert found["ContentType"] == "text/csv; charset=utf-8"
    assert [one.tag for one in at(server).listed()] == list(tags.values())


def test_objects_are_listed_in_the_order_of_their_names_with_the_tags_that_they_were_given(
    server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "50")
    files = written(tmp_path, *(f"authors/a-{number}.atom" for number in range(120)))
    tags = at(server).put(files)
    assert server.most <= AT_ONCE
    server.asked.clear()
    listed = list(at(server).listed())
    assert server.count("GET") == 3
    assert [one.path for one in listed] == sorted(files)
    assert {one.path: one.tag for one in listed} == tags


def test_a_tag_is_the_same_with_quotes_and_without(server: ObjectServer, tmp_path: Path) -> None:
    tags = at(server).put(written(tmp_path, "all.rss"))
    (plain,) = at(server).listed()
    server.lists_bare_tags = True
    (bare,) = at(server).listed()
    assert plain == bare == ("all.rss", tags["all.rss"])


def test_objects_beside_the_address_are_not_seen(server: ObjectServer) -> None:
    for key in ("of/ourselves.html", "of/other", "of/ours/all.rss"):
        server.client().put_object(Bucket="papers", Key=key, Body=b"x")
    assert [one.path for one in at(server).listed()] == ["all.rss"]


def test_what_is_not_there_is_fetched_as_nothing_and_deleted_without_an_error(
    server: ObjectServer, tmp_path: Path
) -> None:
    at(server).put(written(tmp_path, "all.rss"))
    at(server).delete(["all.rss", "never.rss"])
    assert list(at(server).listed()) == []
    assert at(server).fetch("all.rss", tmp_path / "part") is None


def test_an_object_is_sent_only_when_it_is_another(server: ObjectServer, tmp_path: Path) -> None:
    tags = at(server).put(written(tmp_path, "all.rss"))
    target = tmp_path / "part"
    found = at(server).fetch("all.rss", target)
    assert found is not None
    assert found.tag == f'"{tags["all.rss"]}"', "as HTTP has it"
    assert found.written is not None
    assert target.read_bytes() == b"all.rss" * 9
    again = at(server).fetch("all.rss", tmp_path / "none", found.tag)
    assert again == (found.tag, None)
    assert not (tmp_path / "none").exists()


def test_a_storage_that_is_busy_for_a_moment_is_asked_again(server: ObjectServer, tmp_path: Path) -> None:
    server.busy = 3
    at(server).put(written(tmp_path, "all.rss", "all.atom"))
    assert server.count("PUT") == 5
    assert len(list(at(server).listed())) == 2


def test_a_storage_that_takes_too_long_is_given_up_and_nothing_waits_for_it(
    server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "_ANSWER_SECONDS", 1)
    monkeypatch.setattr(buckets, "_RETRIES", 0)
    server.slow = 3
    files = written(tmp_path, *(f"authors/a-{number}.atom" for number in range(3 * AT_ONCE)))
    with pytest.raises(CannotPublish, match="the storage does not answer"):
        at(server).put(files)
    assert server.count("PUT") <= 2 * AT_ONCE, "after a failure none is begun any more"
    server.slow = 0
    at(server).put(files)
    assert len(list(at(server).listed())) == len(files)


def wrong_keys(server: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setattr(moto_settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0.0)
    monkeypatch.setattr(ActionAuthenticatorMixin, "request_count", 0)
    return at(server)


def no_bucket(server: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    return at(server, "another-bucket")


def nobody_there(server: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setattr(buckets, "_RETRIES", 1)
    with socket.create_server(("127.0.0.1", 0)) as place:
        port = place.getsockname()[1]
    return at(server, endpoint=f"http://127.0.0.1:{port}")


def always_busy(server: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setattr(buckets, "_RETRIES", 1)
    server.busy = 1000
    return at(server)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (wrong_keys, "the keys are refused"),
        (no_bucket, "there is no such bucket (NoSuchBucket): create it"),
        (nobody_there, "does not answer"),
        (always_busy, "the storage answers"),
    ],
)
def test_a_failure_says_what_to_do_and_nothing_secret(
    server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: object, reason: str
) -> None:
    bucket = broken(server, monkeypatch)  # type: ignore[operator]
    for ask in (
        bucket.check,
        lambda: bucket.put(written(tmp_path, "all.rss")),
        lambda: list(bucket.listed()),
        lambda: bucket.fetch("all.rss", tmp_path / "part"),
        lambda: bucket.delete(["all.rss"]),
    ):
        with pytest.raises(CannotPublish) as raised:
            ask()
        assert reason in str(raised.value)
        assert bucket.address in str(raised.value)
        shown = f"{raised.value!r} {raised.value.__cause__!r}"
        assert not any(secret in shown for secret in (KEY, SECRET, "Signature=", "http://"))
        assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("address", "options", "reason"),
    [
        ("s3://papers", {"secret_acces_key": SECRET}, "site.objects.secret_acces_key: obstore knows no such option"),
        ("az://papers", {"account_key": SECRET}, "site.out = 'az://papers'"),
        ("s3://papers", {"unsigned_payload": SECRET}, "site.out = 's3://papers'"),
    ],
)
def test_a_wrong_option_is_a_fault_of_the_settings(address: str, options: dict[str, str], reason: str) -> None:
    with pytest.raises(BadSettings) as raised:
        Bucket(address, options)
    assert reason in str(raised.value)
    assert SECRET not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_a_file_here_that_cannot_be_read_is_no_fault_of_the_storage(server: ObjectServer, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        at(server).put({"all.rss": tmp_path / "none"})


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("s3://papers/x", {"skip_signature": "true"}),
        ("gs://papers/x", {"skip_signature": "true"}),
        ("az://papers/x", {"account_name": "ada", "account_key": "c2VjcmV0"}),
    ],
)
def test_each_kind_of_storage_is_opened_by_its_own_options_and_nobody_is_asked(
    address: str, options: dict[str, str]
) -> None:
    assert Bucket(address, options).address == address
