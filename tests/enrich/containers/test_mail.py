from __future__ import annotations

import base64
import quopri
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.containers.mail import mail_parts
from enrich.readers.damage import damage
from tests.support.growth import processor_seconds
from tests.support.reading import document, mentions

HEAD = "From: Nina <nina@example.org>\nTo: me@example.org\nDate: Tue, 2 Mar 2021 10:00:00 +0000\nSubject: papers\n"
LIST = "- Sheep and their grids. Ines Okafor, Paul Brandt. 2019. arXiv:1904.00001\n- Grids of many sheep. Ole Nord, Nina Holm. 2018.\n"
PAGE = "<ul><li><a href='https://arxiv.org/abs/1904.00001'>Sheep and their grids</a></li></ul>"


def part(body: bytes, kind: str = "text/plain; charset=utf-8", more: str = "", encoding: str = "base64") -> str:
    written = base64.encodebytes(body).decode() if encoding == "base64" else quopri.encodestring(body).decode()
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n{more}\n{written}"


def multipart(kind: str, *parts: str, boundary: str = "BB") -> str:
    inside = "".join(f"--{boundary}\n{one}\n" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inside}--{boundary}--\n'


def found(body: str, name: str = "a.eml") -> list[tuple[str | None, str]]:
    return [(one.id, one.place) for one in mentions(HEAD + "MIME-Version: 1.0\n" + body, name)]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize(
    ("charset", "title"),
    [("utf-8", "Über Schafe"), ("iso-8859-1", "Über Schafe"), ("iso-2022-jp", "羊について"), ("nonsense", "On sheep")],
)
def test_a_text_is_read_in_its_characters(encoding: str, charset: str, title: str) -> None:
    text = (
        f'- "{title} und ihre Gitter", Ines Okafor, Paul Brandt. 2019. arXiv:1904.00001\n- another. arXiv:1904.00002\n'
    )
    body = text.encode(charset if charset != "nonsense" else "ascii", "replace")
    read = mentions(
        HEAD + "MIME-Version: 1.0\n" + part(body, f"text/plain; charset={charset}", encoding=encoding), "a.eml"
    )
    assert [one.id for one in read] == ["1904.00001", "1904.00002"]
    assert read[0].item
    assert title in (read[0].item.title or "")


def test_a_mail_that_is_not_encoded_is_read_as_it_is() -> None:
    body = f"{HEAD}Content-Type: text/plain; charset=iso-8859-1\n\nLäs arXiv:1904.00001, säger jag.\n"
    for written in (body.encode(), body.encode("latin-1")):
        (one,) = mentions(written, "a.eml")
        assert (one.id, one.context.rstrip(".")) == ("1904.00001", "Läs arXiv:1904.00001, säger jag")


def test_of_two_forms_of_a_text_one_is_read() -> None:
    plain, page = part(LIST.encode()), part(PAGE.encode(), "text/html; charset=utf-8")
    assert found(multipart("alternative", plain, page)) == [("1904.00001", "HTML, line 1, <li> 1")]
    poor = part(b"<p>Sheep and their grids, arXiv:1904.00001</p>", "text/html")
    assert [place[:4] for _, place in found(multipart("alternative", plain, poor))] == ["text"] * 2
    related = multipart("related", page, part(b"\x89PNG", "image/png", "Content-ID: <a>\n"), boundary="CC")
    assert found(multipart("alternative", plain, related)) == [("1904.00001", "HTML, line 1, <li> 1")]


@pytest.mark.parametrize(
    ("name", "kind", "body"),
    [
        ("refs.bib", "application/octet-stream", b"@misc{k, title={Sheep}, eprint={1904.00001}}"),
        ("refs.bib", "text/plain", b"@misc{k, title={Sheep}, eprint={1904.00001}}"),
        ("list.csv", "text/csv", b"title,arxiv\nSheep and grids,1904.00001\n"),
        (
            "export",
            "application/x-research-info-systems",
            b"TY  - JOUR\nTI  - Sheep\nUR  - https://arxiv.org/abs/1904.00001\nER  - \n",
        ),
        ("r\u00e4fs.json", "application/json", b'{"papers": [{"title": "Sheep", "arxiv": "1904.00001"}]}'),
    ],
)
def test_what_is_attached_is_read_in_its_format(name: str, kind: str, body: bytes) -> None:
    header = f'Content-Disposition: attachment; filename="{name}"\n'
    if not name.isascii():
        header = "Content-Disposition: attachment;\n filename*=utf-8''r%C3%A4fs.json\n"
    ((id_, place),) = found(multipart("mixed", part(b"See attached."), part(body, kind, header)))
    assert id_ == "1904.00001"
    assert place.startswith(f"attachment {name}, ")


def test_what_is_attached_and_cannot_be_read_is_told() -> None:
    disposition = 'Content-Disposition: attachment; filename="{}"\n'
    files = [part(b"\x7fELF\x01\x02", "application/octet-stream", disposition.format(f"prog{at}")) for at in range(7)]
    picture = part(b"\x89PNG\r\n", "image/png", disposition.format("a.png"))
    mail = document(HEAD + multipart("mixed", part(LIST.encode()), picture, *files), "a.eml")
    (warning,) = damage(mail)
    assert warning.startswith("a.eml: attachment prog0, attachment prog1,")
    assert "and 2 more could not be read (it is not text" in warning
    assert damage(document(HEAD + multipart("mixed", part(LIST.encode()), picture), "a.eml")) == ()


def test_forwarded_mails_and_attached_mails_are_read() -> None:
    inner = f"From: Ole <ole@example.org>\nSubject: old\nContent-Type: text/plain\n\n{LIST}"
    assert found(multipart("mixed", part(b"Look."), f"Content-Type: message/rfc822\n\n{inner}"))[0] == (
        "1904.00001", "forwarded message, text, line 1, column 58",
    )  # fmt: skip
    attached = part(inner.encode(), "application/octet-stream", 'Content-Disposition: attachment; filename="old.eml"\n')
    assert found(multipart("mixed", part(b"Look."), attached))[0][0] == "1904.00001"


def test_headers_name_no_papers_but_the_subject() -> None:
    body = "Message-ID: <1904.00009@example.org>\nReferences: arXiv:1904.00008\nContent-Type: text/plain\n\nHello.\n"
    assert found(body) == []
    encoded = base64.b64encode("Über arXiv:1904.00001".encode()).decode()
    mail = HEAD.replace("papers", f"=?utf-8?B?{encoded}?=") + "\nHello.\n"
    assert [(one.id, one.place, one.item) for one in mentions(mail, "a.eml")] == [
        ("1904.00001", "subject, line 1, column 6", None)
    ]


def test_each_message_of_a_mailbox_is_read() -> None:
    one = f"From nina@example.org Tue Mar  2 10:00:00 2021\n{HEAD}\nSee arXiv:1904.00001.\n>From here on.\nFrom 10:00 on it rained.\n\n"
    for name in ("a.mbox", "a.txt", "a.eml"):
        assert [(m.id, m.place) for m in mentions(one + one.replace("00001", "00002"), name)] == [
            ("1904.00001", "message 1, text, line 1, column 5"),
            ("1904.00002", "message 2, text, line 1, column 5"),
        ]


def test_an_invitation_says_what_its_description_says() -> None:
    text = "BEGIN:VEVENT\r\nUID:1904.00009@example.org\r\nDESCRIPTION:Papers:\\n1. arXiv:1904.\r\n 00001\\, and more\r\nEND:VEVENT\r\n"
    assert [id_ for id_, _ in found(part(text.encode(), "text/calendar; charset=utf-8"))] == ["1904.00001"]


@pytest.mark.parametrize("name", ["notes.txt", "notes"])
def test_a_mail_is_told_by_its_headers(name: str) -> None:
    assert document(f"{HEAD}\nHello.\n", name).format == "mail"
    assert document("From: me\nTo: you\nSubject: x\n", name).format == "text"
    assert document("Title: A title\nAuthors: A B\nDate: today\nVenue: here\n\nText.\n", name).format == "text"


@given(
    st.text("From: \n-BContent-Type: multipart/mixed; boundary=B\n--B\nmessage/rfc822 text/html base64", max_size=300)
)
def test_any_text_has_parts(text: str) -> None:
    with suppress(AssertionError):
        for one in mail_parts(text):
            assert one.place


@pytest.mark.parametrize(
    "unit",
    [
        "From a 10:00\n\n",
        "--B\n",
        "--B\nContent-Type: message/rfc822\n\n",
        "Content-Type: multipart/mixed; boundary=B\n\n--B\n",
        "> ",
        "a: b\n",
        "=?utf-8?B?",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        heads = (f"{HEAD}X: ", f"{HEAD}Content-Type: multipart/mixed; boundary=B\n\n")
        texts = [head + unit * (size // len(unit)) for head in heads]
        return processor_seconds(lambda n: [list(mail_parts(text + str(n))) for text in texts])

    seconds(1_000)
    assert seconds(200_000) < 25 * max(seconds(20_000), 0.02)


def test_a_subject_that_is_written_as_a_title_is_looked_up_and_a_signature_is_not_read() -> None:
    title = "Sparse Upcycling of Small Language Models"
    text = f"To: me@example.org\nSubject: Re: [reading] {title}\n\nShall we?\n\n-- \nDr. Ines Okafor, Room 3.17, phone 1234\n"
    assert [(one.text, one.place.partition(",")[0]) for one in mentions(text, "a.eml")] == [(title, "subject")]
    assert mentions(text.replace(title, "things for the train"), "a.eml") == []
