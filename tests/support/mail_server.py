"""A real SMTP server for tests: keeps every letter it takes, refuses what the test says, and does something as letters come."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Letters:
    """What the server took, and what it answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    """Of the envelopes, in the order in which they came."""
    refuses: set[str] = field(default_factory=set)
    """Recipients that it does not take."""
    answer: str = "250 OK"
    """To a letter."""
    logins: list[tuple[str, str]] = field(default_factory=list)
    hangs_up: bool = False
    """Whether it ends the connection in place of the answer to a letter."""
    as_it_comes: Callable[[], None] = lambda: None
    """Is done when a letter has come, before it is answered."""
    before: Callable[[], None] = lambda: None
    """Is done when a recipient is named."""
    port: int = 0

    async def handle_RCPT(  # noqa: N802  (aiosmtpd calls it so)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.before()
        if address in self.refuses:
            return "550 nobody of that name here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=default)
            assert isinstance(letter, EmailMessage)
            self.taken.append(letter)
            self.recipients += envelope.rcpt_tos
        self.as_it_comes()
        if self.hangs_up:
            server.transport.abort()
        return self.answer

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"right", handled=False)


class _AnyPort(Controller):
    """Takes the port that the system gave."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None) -> Iterator[Letters]:
    """A server on a free port; with `starttls` it offers that and wants a login (password `right`), `tls` is from the start."""
    letters = Letters()
    controller = _AnyPort(
        letters, "127.0.0.1", 0, tls_context=starttls, ssl_context=tls, auth_required=starttls is not None,
        authenticator=letters.login if starttls else None, ready_timeout=30.0,
    )  # fmt: skip
    controller.start()
    letters.port = controller.port
    try:
        yield letters
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server at 127.0.0.1 needs for encryption, and a client that trusts it; made with openssl, in the folder."""
    key, own = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
            "-keyout", key, "-out", own, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(own, key)
    return server, ssl.create_default_context(cafile=own)
