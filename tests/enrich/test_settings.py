"""The settings: precedence, paths, and errors that name file, key, value and what is allowed."""

from pathlib import Path

import pytest

from enrich.errors import BadSettings
from enrich.options.schedule import Job
from enrich.settings import Settings, load


def read(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    file = folder / "paperwire.toml"
    file.write_text(text, encoding="utf-8")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load(here=folder)


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    settings = load(here=tmp_path)
    assert settings.file is None
    assert settings.out == tmp_path / "out"
    assert settings.arxiv.api_url == "https://export.arxiv.org/api/query"
    assert settings.public_url == "http://127.0.0.1:8000"


def test_relative_paths_are_relative_to_the_files_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(tmp_path, "[site]\nout = 'public'\n[store]\nurl = 'sqlite:///x.db'", monkeypatch)
    assert settings.out == tmp_path / "public"
    assert settings.store_url == f"sqlite:///{tmp_path}/x.db"


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        tmp_path,
        "[arxiv]\nbase_url = 'http://127.0.0.1:1'\nmin_interval = 0.1",
        monkeypatch,
        PAPERWIRE_ARXIV__MIN_INTERVAL="0.5",
    )
    assert settings.arxiv.min_interval == 0.5
    assert settings.arxiv.base_url == "http://127.0.0.1:1"


def test_variables_may_be_written_small_and_those_of_lists_are_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "[services.openalex]\nenabled = true\ncontact = 'me@example.org'\n[feeds]\nentries = 7"
    variables = {"paperwire_services__openalex__budget": "9", "PAPERWIRE_FEEDS__FORMATS": '["atom"]'}
    settings = read(tmp_path, text, monkeypatch, **variables)
    openalex = settings.services.openalex
    assert (openalex.enabled, openalex.contact, openalex.budget) == (True, "me@example.org", 9)
    assert (settings.feeds.entries, settings.feeds.formats) == (7, ("atom",))


def test_what_is_not_set_is_as_if_it_had_been_checked(tmp_path: Path) -> None:
    settings = load(here=tmp_path)
    sections = [getattr(settings, name) for name in Settings.SECTIONS if name not in {"sources", "topics"}]
    services = [getattr(settings.services, name) for name in type(settings.services).model_fields]
    every = [*sections, *(one for one in services if one is not False), settings.notify.mail]
    assert [type(one).default() for one in every] == [type(one)() for one in every] == every
    assert settings.schedule.jobs == (Job(name="daily"),)
    assert type(settings).model_validate(settings.model_dump()) == settings.model_copy(
        update={"folder": Path(), "file": None}
    )


def test_base_url_points_every_arxiv_address_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arxiv = read(tmp_path, "[arxiv]\nbase_url = 'http://127.0.0.1:9/'", monkeypatch).arxiv
    addresses = {arxiv.api_url, arxiv.harvest_url, arxiv.rss_url, arxiv.pdf_url}
    assert addresses == {f"http://127.0.0.1:9/{path}" for path in ("api/query", "oai", "rss", "pdf")}


def test_addresses_are_taken_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[site]\nhub = 'https://hub.example.org/'\n[[sources]]\nname = 'x'\nfeed = 'https://a.org/feed/'"
    given = read(tmp_path, text, monkeypatch)
    assert (given.site.hub, given.sources[0].feed) == ("https://hub.example.org/", "https://a.org/feed/")


def test_the_file_may_be_named_by_the_environment(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[site]\ntitle = 'Other'")
    assert load(environment={"PAPERWIRE_CONFIG": "other.toml"}, here=tmp_path).site.title == "Other"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[arxiv]\nmin_interval = 1", ["arxiv.min_interval = 1", "at least 3"]),
        ("[arxiv]\nbase_url = 'https://export.arxiv.org'\nmin_interval = 1", ["arxiv.min_interval = 1", "at least 3"]),
        (
            "[services.openalex]\nmin_interval = 0.1",
            ["services.openalex.min_interval = 0.1", "at least 0.2", "openalex.org"],
        ),
        (
            "[services.crossref]\nbase_url = 'https://www.crossref.org/x'\nmin_interval = 0",
            ["services.crossref.min_interval = 0", "at least 1"],
        ),
        ("[services.orcid]\nbase_url = 'orcid'", ["services.orcid.base_url = 'orcid'", "an address such as"]),
        ("[services.dblp]\nenabled = true", ["services.dblp", "no such setting", "openalex"]),
        ("[services.openalex]\nkey = ''", ["services.openalex.key: it must not be empty"]),
        ("[arxiv]\nspeed = 1", ["arxiv.speed = 1", "no such setting", "min_interval"]),
        ("[arxive]\n", ["arxive", "no such section", "[arxiv]"]),
        ("[[sources]]\nname = 'x'", ["sources[0]", "exactly one of files"]),
        (
            "[[sources]]\nname = 'x'\nset = 'cs.LG'\nlimit = 300",
            ["limit belongs to query, cites", "run --since", "leave it out"],
        ),
        ("[[sources]]\nname = 'x'\nfiles = ['a']\nlimit = 300", ["files is read as a whole; leave it out"]),
        ("[[sources]]\nname = 'x'\nfiles = ['a']\nids = ['1']", ["files and ids"]),
        ("[[sources]]\nname = 'x'\nfiles = 'a'", ["sources[0].files = 'a'", "list"]),
        ("[[sources]]\nname='x'\nids=[]\n[[sources]]\nname='x'\nids=[]", ["'x' is given twice"]),
        (
            "[[schedule.jobs]]\nname='x'\nrun=['harvest']\n[[schedule.jobs]]\nname='x'",
            ["schedule.jobs", "'x' is given twice"],
        ),
        (
            "[authors.aliases]\n'Zhe Gan' = ['Z. Gan']\n'Zhou Gan' = ['z gan']",
            ["authors.aliases", "'z gan' is an alias of 'Zhe Gan' and of 'Zhou Gan'"],
        ),
        ("[[topics]]\nslug = '../x'\ncategories = ['cs']", ["topics[0].slug = '../x'"]),
        ("[[topics]]\nslug = 'x'", ["topics[0]", "categories, keywords"]),
        ("[[topics]]\nslug = 'x.events'\ncategories = ['cs']", ["topics[0].slug = 'x.events'", "another name"]),
        ("[[topics]]\nslug = 'x.archive-12'\ncategories = ['cs']", ["topics[0].slug", "'.archive-12'"]),
        ("[[topics]]\nslug = 'nul'\ncategories = ['cs']", ["topics[0].slug = 'nul'"]),
        ("[site]\nbase_url = 'https://a.org/?x=1'", ["site.base_url", "without query"]),
        ("[site]\nbase_url = 'https://me:secret@a.org/'", ["site.base_url"]),
        ("[feeds]\nformats = ['xml']", ["feeds.formats[0] = 'xml'", "'rss', 'atom' or 'json'"]),
        ("[[schedule.jobs]]\nname = 'a'\ntimezone = 'Mars'", ["schedule.jobs[0].timezone = 'Mars'", "Europe/Zurich"]),
        ("[site]\nout = 'ftp://bucket'", ["site.out", "s3://bucket/prefix"]),
        ("[site]\nout = 's3://'", ["site.out", "s3://bucket/prefix"]),
        ("[site]\nout = 's3://bucket/../x'", ["site.out", "s3://bucket/prefix"]),
        ("[site]\nout = 5", ["site.out = 5", "a text in quotes"]),
        ("[site.objects]\nregion = 5", ["site.objects.region: a text in quotes"]),
        ("[site]\nout = '.'", ["site.out = '.'", "a folder of its own"]),
        ("[store]\nurl = 'sqlite:///out/x.db'", ["store.url", "everything is published"]),
        (
            "[arxiv]\nbase_url = 'http://127.0.0.1:1'\noai_url = 'https://oaipmh.arxiv.org/oai'\nmin_interval = 0",
            ["arxiv.min_interval = 0", "at least 3"],
        ),
        ("[arxiv]\nread_timeout = inf", ["arxiv.read_timeout = inf"]),
        ("[arxiv]\ncooldown = 60\ncooldown_max = 5", ["arxiv.cooldown_max = 5"]),
        ("[[topics]]\nslug = 'x'\nsources = ['lab']", ["topics[0].sources", "no source 'lab'"]),
        ("[[schedule.jobs]]\nname = 'a'\ncron = 'daily'", ["schedule.jobs[0].cron = 'daily'"]),
        ("site = 1", ["site = 1", "[site]"]),
        ("x = ", ["not valid TOML"]),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    text: str, parts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSettings) as wrong:
        read(tmp_path, text, monkeypatch)
    assert all(part in str(wrong.value) for part in [*parts, "paperwire.toml"])


@pytest.mark.parametrize(
    "text",
    [
        "[[sources]]\nname = 'x'\nfeed = 'https://bob:hunter2@'",
        "[[sources]]\nname = 'x'\nfeed = 'bob:hunter2@host/x?token=SECRET'",
        "[[sources]]\nname = 'x'\npage = 'htps://bob:hunter2@host/x?token=SECRET#SECRET'",
        "[[sources]]\nname = 'x'\nfeed = 'host/x?token=SECRET'",
        "[[sources]]\nname = 'x'\nfeed = ['https://bob:hunter2@host/x?SECRET']",
        "[[sources]]\nname = 'x'\nfeed = { url = 'SECRET' }",
        "[[sources]]\nname = 'x'\nids = [['bob:hunter2@host']]",
        "[[sources]]\nname = 'x'\nids = []\ntoken = 'SECRET'",
        "sources = ['https://bob:hunter2@host/x?token=SECRET']",
        "[[sources]]\nname = 'x'\nfiles = 'https://bob:hunter2@host/x?token=SECRET'",
        "[site]\nhub = 'https://bob:hunter2@/?SECRET'",
        "[site]\nout = 's3://bob:hunter2@papers/x'",
        "[site]\nout = 's3://papers/x?token=SECRET'",
        "[site.objects]\nsecret_access_key = ['SECRET']",
        "[site.objects]\n'Secret-Key' = 'SECRET'",
        "[site]\nobjects = 'SECRET'",
        "[notify.mail]\npassword = ['SECRET']",
        "[notify.chats]\nteam = ['slack://SECRET']",
        "[site]\nbase_url = 'https://bob:hunter2@host/?SECRET'",
        "[arxiv]\nbase_url = 'bob:hunter2@host'",
        "[store]\nurl = ['postgresql://bob:hunter2@host/x?password=SECRET']",
        "[store]\npassword = 'SECRET'",
        "store = 'postgresql://bob:hunter2@host/x?password=SECRET'",
        "[serve]\nadmin_token = 'SECRET'",
        "[serve]\nadmin_token = ['SECRET']",
        "[serve]\nadmin_tokn = 'SECRET'",
    ],
)
def test_a_wrong_setting_is_named_without_what_is_secret_in_it(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSettings, match=r"paperwire\.toml: \w+") as wrong:
        read(tmp_path, text, monkeypatch)
    assert not any(secret in str(wrong.value) for secret in ("bob", "hunter2", "SECRET"))


def test_the_operators_token_has_sixteen_characters_and_shows_itself_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSettings, match=r"serve\.admin_token: .*16"):
        read(tmp_path, "[serve]\nadmin_token = 'fifteen-letters'", monkeypatch)
    settings = read(tmp_path, "", monkeypatch, PAPERWIRE_SERVE__ADMIN_TOKEN="sixteen-letters!")
    assert settings.serve.admin_token is not None
    assert settings.serve.admin_token.get_secret_value() == "sixteen-letters!"
    assert "sixteen-letters!" not in f"{settings!r} {settings.model_dump_json()}"


def test_an_alias_may_be_written_twice_for_one_author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = read(tmp_path, "[authors.aliases]\n'Zhe Gan' = ['Z. Gan', 'Z Gan']\n'zhe gan' = ['Z. Gan']", monkeypatch)
    assert len(given.authors.aliases) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAPERWIRE_ARXIV__BASE_URL", "ftp://x"),
        ("PAPERWIRE_ARXIV__SPEED", "9"),
        ("PAPERWIRE_ARXIVE__SPEED", "9"),
        ("PAPERWIRE_SOURCES", "no list"),
    ],
)
def test_a_wrong_variable_says_that_it_is_in_the_environment(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSettings, match="the environment"):
        read(tmp_path, "", monkeypatch, **{name: value})


def test_a_missing_file_that_was_named_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="paperwire init"):
        load(Path("nowhere.toml"), here=tmp_path)


def test_a_source_is_not_named_by_an_address_with_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://bob:hunter2@lab.example/x", "http://lab.example/x?token=hunter2"):
        with pytest.raises(BadSettings, match=r"name.*a name is published") as wrong:
            read(tmp_path, f"[[sources]]\nname = '{address}'\nids = []", monkeypatch)
        assert "hunter2" not in str(wrong.value)
    assert read(tmp_path, "[[sources]]\nname = 'http://lab.example/x'\nids = []", monkeypatch).sources


def test_a_service_is_its_own_unless_it_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "[services.openalex]\nenabled = true\n[services.inspire]\nbase_url = 'http://127.0.0.1:9/i/'\nmin_interval = 0"
    )
    services = read(tmp_path, text, monkeypatch, PAPERWIRE_SERVICES__OPENALEX__KEY="very-secret").services
    assert [*services.enabled()] == ["openalex"]
    openalex, inspire = services.openalex, services.inspire
    assert (openalex.url, openalex.interval) == ("https://api.openalex.org", 0.2)
    assert openalex.daily == openalex.BUDGET_WITH_KEY > openalex.BUDGET
    assert openalex.secret == "very-secret"
    assert "very-secret" not in repr(services)
    assert (inspire.url, inspire.interval) == ("http://127.0.0.1:9/i", 0)


def test_out_is_a_folder_or_a_bucket(tmp_path: Path) -> None:
    given = Settings(folder=tmp_path, site={"out": tmp_path / "x"})
    assert (given.out, given.bucket) == (tmp_path / "x", None)
    given = Settings(folder=tmp_path, site={"out": "s3://papers/of/ours/"})
    assert (given.out, given.bucket) == (tmp_path / ".out.s3%3A%2F%2Fpapers%2Fof%2Fours", "s3://papers/of/ours")
    assert Settings(site={"out": "gs://papers"}).bucket == "gs://papers"
    assert Settings(site={"out": "az://papers"}).bucket == "az://papers"


def test_what_a_bucket_needs_may_be_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERWIRE_SITE__OBJECTS__SECRET_ACCESS_KEY", "hunter2")
    given = read(tmp_path, "[site]\nout = 's3://papers'\n[site.objects]\nregion = 'auto'", monkeypatch)
    options = {name: value.get_secret_value() for name, value in given.site.objects.items()}
    assert options == {"region": "auto", "secret_access_key": "hunter2"}
    assert "hunter2" not in repr(given)
