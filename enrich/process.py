"""The name of this process, and whether the process of a name still lives; alone knows how processes are told apart.

A name is `machine/pid/start/unique`. The machine is its boot and its process namespace, so that two containers
that share a store, or the same machine after a restart, are not taken for one another.
"""

from __future__ import annotations

import os
import platform
import uuid
from functools import cache
from pathlib import Path


@cache
def machine() -> str:
    """What tells this boot of this machine (and this container) from every other."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        return platform.node().replace("/", "-") or "unknown"
    return f"{boot}-{namespace.strip('pid:[]')}"


def started(pid: int) -> str:
    """When the process started, in the kernel's ticks; empty where the system does not tell, `gone` when it died.

    Process numbers are used again, so the number alone does not name a process. The name of the program is in
    parentheses and may hold anything, so fields are counted from the last one.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "gone" if fields[0] in {"Z", "X"} else fields[19]


def new_name() -> str:
    """A name that no other process, and no other call of this one, gets."""
    pid = os.getpid()
    return f"{machine()}/{pid}/{started(pid)}/{uuid.uuid4().hex}"


def is_gone(name: str) -> bool:
    """Whether the process certainly no longer lives; False when that cannot be known from here."""
    where, _, rest = name.partition("/")
    pid, _, rest = rest.partition("/")
    if where != machine() or not pid.isdecimal() or os.name != "posix":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return started(int(pid)) != rest.partition("/")[0]
