"""Mail: a letter as a message, and its way to the SMTP server. The only user of smtplib.

What a server says may repeat what it was told, so the password is taken out of every message. A letter that the server did not
take is tried again; of one whose answer never came nobody knows, and it is not.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b

from enrich.options.notify import MailSettings
from feeds.notify.issue import DigestIssue
from feeds.notify.letter import html_of, text_of


class NotSent(Exception):
    """A letter was not taken; it is tried again. Says what happened, where, and what to do; holds no secret."""


class Unknown(Exception):
    """Nobody knows whether a letter was taken: the connection ended before the answer came."""


def message_of(issue: DigestIssue, mail: MailSettings, to: str, period: str, prepared: datetime) -> EmailMessage:
    """One letter; the same issue for the same recipient is the same message, with the same Message-ID."""
    sender = mail.sender or ""
    domain = sender.rpartition("@")[2]
    name = blake2b("\n".join((issue.site, issue.name, period, to)).encode(), digest_size=12).hexdigest()
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(_line(issue.site), addr_spec=sender)
    letter["To"] = to
    letter["Subject"] = _line(issue.subject)
    letter["Date"] = format_datetime(prepared)
    letter["Message-ID"] = f"<digest.{name}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    if issue.unsubscribe:
        slug = blake2b(issue.name.encode(), digest_size=6).hexdigest()
        letter["List-Id"] = f"<{slug}.digests.{domain}>"
        letter["List-Unsubscribe"] = f"<{issue.unsubscribe}>"
    letter.set_content(text_of(issue), cte="quoted-printable")
    letter.add_alternative(html_of(issue), subtype="html", cte="quoted-printable")
    letter.set_boundary(f"=={name}==")
    return letter


class MailServer:
    """The SMTP server of the settings; one connection for the letters of one run."""

    def __init__(self, mail: MailSettings, context: ssl.SSLContext | None = None) -> None:
        self._mail = mail
        self._context = context
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> MailServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, letter: EmailMessage, to: str, take: Callable[[], bool]) -> bool:
        """Hand over a letter; `take` is called when the server is about to get it, and says whether it still may.

        False when it may not. Raises NotSent, Unknown.
        """
        try:
            server = self._connected()
            _expect(server.mail(self._mail.sender or ""), (250,), "the sender")
            _expect(server.rcpt(to), (250, 251), to)
            if not take():
                server.rset()
                return False
        except (OSError, smtplib.SMTPException) as wrong:
            self._close()
            raise NotSent(self._words(wrong)) from wrong
        try:
            code, answer = server.data(letter.as_bytes())
        except smtplib.SMTPDataError as wrong:  # before the letter itself
            self._close()
            raise NotSent(self._words(wrong)) from wrong
        except (OSError, smtplib.SMTPException) as wrong:
            self._close()
            raise Unknown(f"{self._words(wrong)}, after the letter had gone out") from wrong
        if code != 250:
            self._close()
            raise NotSent(self._words(smtplib.SMTPDataError(code, answer)))
        return True

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        mail, context = self._mail, self._context or ssl.create_default_context()
        host = mail.host or ""
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, mail.port_used, timeout=mail.timeout, context=context)
        else:
            server = smtplib.SMTP(host, mail.port_used, timeout=mail.timeout)
        self._connection = server
        if mail.security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if mail.user and mail.secret:
            server.login(mail.user, mail.secret)
        return server

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()

    def _words(self, wrong: Exception) -> str:
        """What went wrong, for the operator, without the password."""
        where = f"{self._mail.host}:{self._mail.port_used}"
        if isinstance(wrong, smtplib.SMTPResponseException):
            error = wrong.smtp_error
            text = error.decode("utf-8", "replace") if isinstance(error, bytes) else str(error)
            what = f"{wrong.smtp_code} {' '.join(text.split())[:300]}"
            if isinstance(wrong, smtplib.SMTPAuthenticationError):
                what = f"it refuses user and password ({wrong.smtp_code}); correct them in [notify.mail]"
        elif isinstance(wrong, smtplib.SMTPNotSupportedError):
            what = f"it does not offer {self._mail.security}; correct security or port in [notify.mail]"
        else:
            what = str(wrong) or type(wrong).__name__
        secret = self._mail.secret
        return f"the mail server {where}: {what.replace(secret, '***') if secret else what}"


def _expect(answer: tuple[int, bytes], codes: tuple[int, ...], whom: str) -> None:
    code, text = answer
    if code not in codes:
        raise smtplib.SMTPResponseException(code, f"{text.decode('utf-8', 'replace')} ({whom})")


def _line(text: str) -> str:
    """One line, without what a header cannot hold."""
    return "".join(char if char.isprintable() else " " for char in text).strip()
