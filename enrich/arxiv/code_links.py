r"""Where a paper's source code is, as its comment and abstract say (pure).

A link to a repository is one by its address. A link to anywhere else is one only when the words before it say so
("code is available at ..."): a link that is not there is missed, a wrong one is believed.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

_HOSTS = (
    r"git(?:hub|lab|ee)\.com|bitbucket\.org|codeberg\.org|huggingface\.co|sr\.ht|sourceforge\.net|gist\.github\.com"
    r"|zenodo\.org|anonymous\.4open\.science|doi\.org/10\.5281"
)
"""Those whose addresses are read without `https://`, too."""
_URL = re.compile(
    r"(?:https?://|(?<![\w@./-])(?=(?:www\.)?(?:" + _HOSTS + r")/))"
    r"(?:[^\s<>\"^`\\{}|\x00-\x1f]|\\[_#%&~-]|\\textunderscore(?:\s|\{\})?|\{\\?[_~]\})+",
    re.IGNORECASE,
)
_PERHAPS = re.compile(r"/(?:/|(?<=com/)|(?<=org/)|(?<=\.ht/)|(?<=\.co/)|(?<=net/)|(?<=science/))", re.IGNORECASE)
"""What every one of these addresses has; quick to find, since few characters are slashes."""
_SPLIT_AFTER_HOST = re.compile(r"((?:github|gitlab)\.com/|bitbucket\.org/|codeberg\.org/)\s+(?=[\w.-]+/[\w.-]+)", re.I)
_TIDY = ((re.compile(r"\\textunderscore(?:\s|\{\})?"), "_"), (re.compile(r"\{\\?([_~])\}|\\([_#%&~-])"), r"\1\2"))
_SENTENCE = re.compile(
    r"\.(?:We|The|In|Our|This|It|For|An?|Code|Data|Project|Published|Accepted|To|All|Also|See|Paper|Submitted)\Z"
)
_PAIRS = {")": "(", "]": "["}

_FORGES = re.compile(
    r"(?:github|gitlab|gitee)\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht|framagit\.org|gitlab\.[\w.-]+|git\.[\w.-]+"
)
_NO_OWNERS = frozenset(
    [
        "about",
        "apps",
        "blog",
        "collections",
        "contact",
        "customer-stories",
        "docs",
        "enterprise",
        "events",
        "explore",
        "features",
        "help",
        "issues",
        "join",
        "login",
        "marketplace",
        "notifications",
        "orgs",
        "pricing",
        "pulls",
        "search",
        "security",
        "settings",
        "signup",
        "site",
        "sponsors",
        "topics",
        "trending",
        "users",
    ]
)
_ALWAYS = re.compile(
    r"gist\.github\.com/\w+(?:/\w+)?|anonymous\.4open\.science/(?:r|repository)/.+|sourceforge\.net/(?:projects|p)/.+"
    r"|code\.google\.com/(?:p|archive/p)/.+|pypi\.(?:org/project|python\.org/pypi)/.+|cran\.r-project\.org/(?:web/packages/|package=).+"
    r"|colab\.research\.google\.com/(?:github|drive)/.+|codeocean\.com/capsule/.+|(?:www\.)?kaggle\.com/code/.+"
    r"|(?:launchpad\.net|savannah\.(?:non)?gnu\.org/projects)/.+",
    re.IGNORECASE,
)
_HUGGING_FACE = re.compile(
    r"huggingface\.co/(?!(?:papers|docs|blog|join|pricing|tasks|learn|collections|datasets)(?:/|$))[\w.-]+/[\w./-]+",
    re.IGNORECASE,
)
_CODE_PHRASE = re.compile(
    r"\b(?:codes?|code-?base|implementations?|software|scripts?|toolbox|toolkit|libraries|library|packages?|repository|repo)\b"
    # bounded: what is between the word and its link by 80 characters
    r"(?P<between>[^.!?]{0,80}?)(?:\b(?:at|from|on|in|under|via|here|online|available|see)\b|:)\s*+(?:the\s++following\s++(?:url|link))?+[\s:(\[{<]*+\Z",
    re.IGNORECASE,
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:data-?(?:sets?|bases?)?|demos?|videos?|slides?|web-?(?:site|page)s?|pages?|supplement\w*|corpus|corpora|paper|benchmark)\b",
    re.I,
)
_NEVER = re.compile(
    r"(?:.*\.)?(?:arxiv\.org|ieee\.org|acm\.org|springer\.com|sciencedirect\.com|youtube\.com|youtu\.be|wikipedia\.org)|doi\.org|dx\.doi\.org"
)
_MACROS = re.compile(r"\\(?:url|href|texttt|tt|nolinkurl|path|small|footnotesize)\b")


class _Link(Struct, frozen=True):
    url: str
    before: str
    """The words before it, back to the last link."""


def code_links(*texts: str) -> tuple[str, ...]:
    """URLs of source code in the texts, in order, each once, without the punctuation and TeX around them."""
    found: dict[str, str] = {}
    for text in texts:
        if "/" not in text or not _PERHAPS.search(text):
            continue
        for link in _links(text):
            if url := _code_url(link):
                found.setdefault(url.rstrip("/").lower(), url)
    return tuple(found.values())


def _links(text: str) -> list[_Link]:
    if not _URL.search(text):
        return []
    text = _SPLIT_AFTER_HOST.sub(r"\1", _MACROS.sub("", text))
    links, last = [], 0
    for match in _URL.finditer(text):
        url = match[0]
        for pattern, plain in _TIDY:
            url = pattern.sub(plain, url)
        links.append(_Link(_trimmed(url), text[max(last, match.start() - 160) : match.start()]))
        last = match.end()
    return links


def _trimmed(url: str) -> str:
    """Without the punctuation of the sentence around it: closing brackets go unless they were opened within."""
    url = re.split(r"\]\(|,https?:|;https?:", url)[0]
    while url:
        shorter = _SENTENCE.sub("", url.rstrip(".,;:!?'’”\"*$"))
        last = shorter[-1:]
        if last in _PAIRS and shorter.count(last) > shorter.count(_PAIRS[last]):
            shorter = shorter[:-1]
        if shorter == url:
            break
        url = shorter
    return url


def _code_url(link: _Link) -> str | None:
    """The URL in its usual form, if there is code behind it."""
    try:
        parts = urlsplit(link.url if "://" in link.url[:8] else f"https://{link.url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = parts.path.strip("/")
    address = f"{host}/{path}"
    if _FORGES.fullmatch(host):
        return _repository(host, path, parts.query)
    if _ALWAYS.fullmatch(address + (f"?{parts.query}" if parts.query else "")) or _HUGGING_FACE.fullmatch(address):
        return f"https://{address}" + (f"?{parts.query}" if parts.query else "")
    phrases = list(_CODE_PHRASE.finditer(link.before[-120:]))
    elsewhere = _NEVER.fullmatch(host) and not path.startswith("10.5281/")
    if "." in host and phrases and not elsewhere and not _OF_SOMETHING_ELSE.search(phrases[-1]["between"]):
        return parts.geturl()
    return None


def _repository(host: str, path: str, query: str) -> str | None:
    pieces = [piece for piece in path.split("/") if piece]
    if len(pieces) < 2 or pieces[0].lower() in _NO_OWNERS:
        return None
    pieces[1] = pieces[1].removesuffix(".git")
    return f"https://{host}/{'/'.join(pieces)}" + (f"?{query}" if query and len(pieces) > 2 else "")
