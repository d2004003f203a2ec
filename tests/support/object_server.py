"""A server that speaks S3 (moto's, which checks signatures' keys where it is told to), with its faults, for tests and a benchmark."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from enrich.options.site import SiteSettings

KEY, SECRET, TOKEN = "AKIANOBODYMAYSEEME", "a-secret-that-is-in-no-message", "a-token-of-google"
_OF_S3 = f"AWS4-HMAC-SHA256 Credential={KEY}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
"""By which moto knows that S3 is meant."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


_BARE = re.compile(rb'<ETag>(?:"|&quot;|&#34;)(\w+)(?:"|&quot;|&#34;)</ETag>')


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing of it is of interest."""


@dataclass
class ObjectServer:
    """A running server, and what it was asked."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    """(method, path with its query) of each request."""
    busy: int = 0
    """To how many requests it still answers 503."""
    slow: float = 0.0
    """Seconds that each PUT and DELETE takes."""
    lists_bare_tags: bool = False
    """Whether it lists tags without quotes, as Azure does."""
    most: int = 0
    """PUTs that were there at a time."""
    on_write: Callable[[str, int], None] = lambda method, number: None
    """Called before each PUT and DELETE is done, with the how manieth of its kind it is."""
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> Any:
        """Another program's way to the objects."""
        return boto3.client(
            "s3", endpoint_url=self.address, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )

    def site(self, bucket: str, **others: Any) -> SiteSettings:
        """Settings that publish there."""
        options = {"endpoint": self.address, "region": "us-east-1", "access_key_id": KEY, "secret_access_key": SECRET}
        return SiteSettings(
            out=f"s3://{bucket}", objects=options, **({"base_url": "https://feeds.example.org"} | others)
        )

    def google_site(self, bucket: str) -> SiteSettings:
        """Settings that publish there by what Google's storage speaks: nearly S3, but with a token, and one DELETE an object."""
        options = {"base_url": self.address, "bearer_token": TOKEN}
        return SiteSettings(out=f"gs://{bucket}", objects=options, base_url="https://feeds.example.org")

    def objects(self, bucket: str) -> dict[str, bytes]:
        """Every object by its key."""
        client, found = self.client(), {}
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for one in page.get("Contents", ()):
                found[one["Key"]] = client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
        return found

    def count(self, method: str) -> int:
        """How many requests there were of a method."""
        return sum(asked == method for asked, _ in self.asked)

    def faulty(self, application: Application) -> Application:
        """The application behind these faults."""

        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            method = environ["REQUEST_METHOD"]
            if environ.get("HTTP_AUTHORIZATION") == f"Bearer {TOKEN}":
                environ["HTTP_AUTHORIZATION"] = _OF_S3
            if method == "POST" and environ.get("QUERY_STRING") == "delete":
                method = "DELETE"  # of several objects
            with self._lock:
                self.asked.append((method, f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"))
                is_busy = self.busy > 0
                self.busy -= is_busy
                self._now += method == "PUT"
                self.most = max(self.most, self._now)
                number = self.count(method)
            try:
                if is_busy:
                    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                    start("503 Slow Down", [("Content-Type", "application/xml")])
                    return [b"<Error><Code>SlowDown</Code></Error>"]
                if method in {"PUT", "DELETE"}:
                    time.sleep(self.slow)
                    self.on_write(method, number)
                parts = list(application(environ, start))
                return [_BARE.sub(rb"<ETag>\1</ETag>  ", part) for part in parts] if self.lists_bare_tags else parts
            finally:
                with self._lock:
                    self._now -= method == "PUT"

        return answer


@contextmanager
def object_server(*buckets: str) -> Iterator[ObjectServer]:
    """A server with these buckets, empty; one at a time in a process, since what it has is the process's."""
    get_backend("s3").reset()
    server = ObjectServer()
    application = server.faulty(DomainDispatcherApplication(create_backend_app))
    running = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet)
    server.port = running.server_port
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        for bucket in buckets:
            server.client().create_bucket(Bucket=bucket)
        server.asked.clear()
        server.most = 0
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
