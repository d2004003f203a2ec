"""What the usual names of fields and columns mean (pure): `arXiv ID` -> arxiv, `Titel` -> title, `Autoren` -> authors."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NAMES = {
    "title": "title papertitle headline articletitle fulltitle itemtitle documenttitle worktitle maintitle papername titleofpaper "
    "titleofthepaper titlepaper papertitles titles dctitle titel titre título titulo titolo tytuł tytul titul název nazev "
    "naslov otsikko tittel başlık baslik judul заглавие название заголовок 标题 題名 题名 標題 論文名 论文题目 论文标题 タイトル 論文タイトル 제목 논문제목",
    "authors": "authors author creators creator authorlist authornames dccreator contributors authorships authorfullnames "
    "authorsfullnames authorsnames paperauthors writtenby autor autoren autorinnen verfasser auteur auteurs autores autore autori "
    "autoři autorzy tekijät tekijat författare forfattere yazar yazarlar penulis автор авторы 作者 著者 저자",
    "abstract": "abstract summary description abstracttext dcdescription paperabstract abstractnote abstractinvertedindex "
    "zusammenfassung résumé resumen resumo riassunto аннотация 摘要 要旨 초록",
    "date": "date published publicationdate datepublished pubdate issued publishedat publisheddate publishedonline publishedprint "
    "datecreated datereleased publicationyear pubyear year yearpublished jahr année annee año ano anno rok год datum fecha 年 年份 발행연도",
    "recorded": "created submitted submitteddate updatedate releasedate updated",
    "comment": "comment comments note notes annotation",
    "venue": "venue where journal booktitle conference publication containertitle journalref journaltitle publicationtitle publishedin "
    "publicationvenue series sourcetitle zeitschrift revue revista rivista konferenz tagung conférence журнал 期刊 会议 学会",
    "doi": "doi dois doilink doiurl",
    "arxiv": "arxiv arxivid arxividentifier arxivnumber eprint arxivurl arxivlink preprint externalids externalid ids archiveid "
    "archivelocation serialnumber",
    "address": "url urls link links href pdf pdfurl paperurl absurl entryid ee openaccesspdf uri fulltext permalink htmlurl "
    "pdflink paperlink urlabs urlpdf externalurl sourceurl howpublished primarylocation bestoalocation locations openaccess "
    "urlpreprint urlarxiv lien enlace verweis ссылка 链接 リンク",
    "work": "paper article work manuscript",
    "id": "id identifier identifiers paperid guid key",
    "categories": "categories category subjects subject primarycategory arxivcategory arxivcategories subjectclass primaryclass",
    "code": "code codeurl codelink github githuburl githublink repo repository repositoryurl repositorycode coderepository implementation codeurls officialcode urlcode sourcecode sourcecodeurl coderepo",
    "affiliations": "affiliation affiliations institution institutions organization organizations organisation lab",
    "page": "page projectpage website homepage projecturl project projectwebsite urlproject",
    "kind": "type itemtype kind doctype documenttype entrytype resourcetype",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}
"""What the name of a field means, without case and punctuation. `work` is a title, an address, or the thing itself."""


@lru_cache(maxsize=4096)
def role_of(name: str) -> str | None:
    """What a field's name means, or None."""
    return _ROLES.get(bare_name(name))


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """A name without case and punctuation: `Author(s)` -> authors."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name[:100].strip()).lower())
