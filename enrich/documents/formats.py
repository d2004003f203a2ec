"""The kind of a document, told from its name, its media type and its first bytes; and its character encoding.

Pure: the caller reads the bytes.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from enrich.record import Format

HEAD = 65536
"""Bytes of a document that are looked at."""

EXTENSIONS: dict[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".mdown": "markdown",
    ".mdx": "markdown",
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".eml": "mail",
    ".mbox": "mail",
    ".mbx": "mail",
    ".ipynb": "notebook",
    ".ics": "calendar",
    ".ical": "calendar",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rst": "rst",
    ".rest": "rst",
    ".org": "org",
    ".wiki": "mediawiki",
    ".mediawiki": "mediawiki",
    ".typ": "typst",
    ".adoc": "asciidoc",
    ".asciidoc": "asciidoc",
    ".tex": "latex",
    ".latex": "latex",
    ".ltx": "latex",
    ".bbl": "latex",
    ".bib": "bib",
    ".bibtex": "bib",
    ".ris": "ris",
    ".enw": "ris",
    ".nbib": "ris",
    ".medline": "ris",
    ".ciw": "ris",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".cff": "yaml",
    ".toml": "toml",
    ".opml": "opml",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "xml",
}
_CODE = """
py pyw r jl rb sh pl rake ex exs nim tcl ps1 js mjs cjs ts tsx jsx java c h cc cpp hpp cs go rs scala kt swift dart php vue svelte m lua sql hs
"""
EXTENSIONS |= {f".{ending}": "code" for ending in _CODE.split()}
MEDIA_TYPES: dict[str, Format] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "message/rfc822": "mail",
    "application/mbox": "mail",
    "text/calendar": "calendar",
    "application/x-ipynb+json": "notebook",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/feed+json": "feed",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/yaml": "yaml",
    "application/x-yaml": "yaml",
    "text/yaml": "yaml",
    "text/x-yaml": "yaml",
    "application/toml": "toml",
    "text/x-rst": "rst",
    "text/org": "org",
    "text/asciidoc": "asciidoc",
    "text/x-tex": "latex",
    "application/x-tex": "latex",
    "application/x-latex": "latex",
    "application/x-bibtex": "bib",
    "text/x-bibtex": "bib",
    "application/x-research-info-systems": "ris",
    "application/x-endnote-refer": "ris",
    "application/nbib": "ris",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "xml",
    "application/mods+xml": "xml",
    "text/x-opml": "opml",
    "text/x-opml+xml": "opml",
}
_BIB_ENTRY = re.compile(
    r"(?:\s++|%.*+\n)*+@(?:article|book|booklet|conference|comment|in(?:book|collection|proceedings)|manual"
    r"|mastersthesis|misc|online|phdthesis|preamble|proceedings|report|software|string|techreport|unpublished)\s*[{(]",
    re.IGNORECASE,
)
_TAGGED_START = re.compile(r"(?:TY {0,2}-|PMID {0,2}-|FN Clarivate|FN Thomson)[ \t]|%0 [A-Z]")
_LATEX_START = re.compile(
    r"(?:\s|%[^\n]*\n)*\\(?:documentclass|documentstyle|begin[ ]?\{(?:document|thebibliography)\}|bibitem|providecommand|RequirePackage)"
)
# bounded: HEAD characters of a document
_WIKI_SIGNS = re.compile(
    r"(?P<heading>^={2,4}[ ]?[^=\n]{1,80}={2,4}[ \t]*$)|(?P<link>\[\[[^\[\]\n]{1,200}\]\])|(?P<template>\{\{[^\W\d_][^{}<>%\n]{0,60}[|}\n])"
    r"|(?P<bold>'{3}[^'\n]{1,200}'{3})|(?P<table>^\{\|)",
    re.MULTILINE,
)
"""What is written so in MediaWiki; three kinds of it are not found in other texts."""
_XML_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_HEADER = re.compile(
    r"(?:From [^\n]*\d\d:\d\d[^\n]*\n)?((?:[A-Za-z][\w-]*+:[^\n]*\n(?:[ \t][^\n]*\n)*+){2,}+)(?=\r?\n|[ \t]*$)"
)
_MAILS_OWN = re.compile(
    r"^(from|to|date|subject|message-id|received|mime-version|content-type|return-path|delivered-to):", re.I | re.M
)
_CELLS = re.compile(r'"cell_type"\s*:')
_LIBRARY = re.compile(r"=\s*[\"']http://(?:www\.zotero\.org/|purl\.org/net/biblio)")
"""The vocabularies of Zotero, which feeds do not use."""
_XML_ROOTS = {"xml", "records", "mods", "modscollection", "rdf", "result", "bht"}
_JSON_START = re.compile(r'\{\s*(?:"|\})|\[\s*(?:[{"\]]|\[\s*")')
_YAML_START = re.compile(
    r"(?:---[ \t]*\n)?(?:[ \t]*(?:#[^\n]*)?\n)*(?:- (?:title|name|paper|author|authors|id|doi|arxiv|url): |cff-version:)"
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*+=\s*+["']?\s*+([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = bytes(range(0x80, 0x100))
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[\x80-\xff]{4}")
"""Bytes that Windows-1252 lacks, and runs as in the old encodings of other scripts."""


def format_of(name: str, head: str, media_type: str = "") -> Format:
    """The format of a document called `name` that begins with `head` (decoded); content wins over an unclear name."""
    named = MEDIA_TYPES.get(media_type.split(";")[0].strip().lower()) or named_format(name)
    if named in {None, "html", "xml"}:
        return sniff(head) or named or "text"
    return "jsonl" if named == "json" and sniff(head) == "jsonl" else named


def named_format(name: str) -> Format | None:
    """The format that a file's name or an address says; None when it says none."""
    path = PurePosixPath(name.split("?")[0].split("#")[0] if "://" in name else name)
    suffix = path.with_suffix("").suffix if path.suffix.lower() == ".gz" else path.suffix
    return EXTENSIONS.get(suffix.lower())


def sniff(head: str) -> Format | None:
    """The format that the first characters give away, or None for plain text."""
    text = head.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _sniff_markup(text)
    if text.startswith("BEGIN:VCALENDAR"):
        return "calendar"
    if _JSON_START.match(text):
        return _sniff_json(text)
    if _LATEX_START.match(text):
        return "latex"
    if _BIB_ENTRY.match(text):
        return "bib"
    if len({sign.lastgroup for sign in _WIKI_SIGNS.finditer(text)}) > 2:
        return "mediawiki"
    if (written := _HEADER.match(text)) and len({*_MAILS_OWN.findall(written.group(1).lower())}) > 3:
        return "mail"
    if _TAGGED_START.match(text):
        return "ris"
    return "yaml" if _YAML_START.match(text) else None


def _sniff_markup(text: str) -> Format | None:
    root = _XML_ROOT.search(text)
    name = root.group(1).lower() if root else ""
    if name in {"rss", "feed"} or (name == "rdf" and not _LIBRARY.search(text)):
        return "feed"
    if name == "opml":
        return "opml"
    if text[:14].lower() == "<!doctype html" or name in {"html", "head", "body"}:
        return "html"
    if name in {"div", "ul", "ol", "table", "article"} and not text.startswith("<?xml"):
        return "html"
    if name in _XML_ROOTS or name.startswith("dblp"):
        return "xml"
    return "xml" if text.startswith("<?xml") and name else None


def _sniff_json(text: str) -> Format:
    """JSON lines when an object ends with its line and another begins in the next: no single JSON value has that."""
    if text.startswith("{") and _CELLS.search(text):
        return "notebook"
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    is_object = [line.startswith("{") and line.endswith("}") for line in lines]
    begins = any(one and after.startswith("{") for one, after in zip(is_object, lines[1:], strict=False))
    return "jsonl" if is_object[0] and begins else "json"


def encoding_of(head: bytes, charset: str = "") -> str:
    """The encoding to read with: of a byte order mark, as told by the server, as the document declares, or UTF-8."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if wide := unmarked_utf16(head):
        return wide
    declared = _CHARSET.search(head[:2048]) if head.lstrip()[:1] == b"<" else None
    for name in (charset, declared.group(1).decode("ascii") if declared else ""):
        if name and _known(name):
            return codecs.lookup(name).name
    return "utf-8"


def unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by where its NULs stand, and by being text when read so."""
    sample = head[:4096] if len(head) >= 4096 else head[: len(head) // 2 * 2]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    for name, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if high.count(0) * 10 >= len(high) * 7 and low.count(0) * 50 <= len(low):
            text = codecs.getincrementaldecoder(name)("replace").decode(sample)
            return name if all(char.isprintable() or char.isspace() for char in text) else None
    return None


def may_be_western(piece: bytes) -> bool:
    """Whether bytes may be text of Windows-1252: each is one of its characters, none UTF-8, and no four beyond ASCII in a row."""
    return piece.isascii() or not (_UTF8_PAIR.search(piece) or _NOT_WESTERN.search(piece))


def beyond_ascii(piece: bytes) -> int:
    """How many bytes are not ASCII."""
    return 0 if piece.isascii() else len(piece) - len(piece.translate(None, _HIGH))


def _known(name: str) -> bool:
    """Whether Python has this encoding, and it is one of text (not base64 and the like) without a mark."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    wide = info.name.startswith(("utf-16", "utf-32"))
    return not wide and getattr(info, "_is_text_encoding", True) and info.name not in {"idna", "punycode", "undefined"}
