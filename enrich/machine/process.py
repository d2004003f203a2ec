"""The name of this process, whether the process of a name still lives, and ends a process with its parent.

Alone knows how processes are told apart.

A name is `machine/pid/start/unique/host`. The machine is its boot and its process namespace, so that two containers
that share a store, or the same machine after a restart, are not taken for one another; the host's name is for people,
and tells copies of a machine apart. Of processes of other machines nothing is known here.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import platform
import signal
import sys
import threading
import uuid
from functools import cache
from pathlib import Path

_PR_SET_PDEATHSIG = 1
"""PR_SET_PDEATHSIG: https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html"""
_LOOK = 0.5
"""Seconds between two checks where the system does not notify."""


@cache
def machine() -> str:
    """What distinguishes this boot of this machine (and this container) from every other."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        return host()
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
    return f"{machine()}/{pid}/{started(pid)}/{uuid.uuid4().hex}/{host()}"


def host() -> str:
    """What people call this machine."""
    return platform.node().replace("/", "-") or "unknown"


def spoken(name: str) -> str:
    """The process of a name, for people."""
    _, pid, *rest = name.split("/")
    where = rest[2] if len(rest) > 2 else "this machine or another"
    return f"process {pid} on {where}"


def is_gone(name: str) -> bool:
    """Whether the process certainly no longer lives; False when that cannot be known from here."""
    where, pid, start, _, there = (*name.split("/"), "", "", "", "", "")[:5]
    if where != machine() or (there and there != host()) or not pid.isdecimal() or os.name != "posix":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return started(int(pid)) != start


def end_with(parent: int, *, gently: bool = False) -> None:
    """From now on this process ends when its parent does, whatever it is doing then; `gently` as by SIGTERM.

    Linux sends the signal, even when only the thread of the parent that began this process ends; elsewhere a thread polls.
    """
    sign = signal.SIGTERM if gently else getattr(signal, "SIGKILL", signal.SIGTERM)
    if not _signal_set(sign):
        threading.Thread(target=_look_for, args=(parent, sign), name="looks for the parent", daemon=True).start()
    elif os.getppid() != parent:  # it went before it could be asked for
        os.kill(os.getpid(), sign)


def _signal_set(sign: int) -> bool:
    """Have the system send the signal when the parent ends; whether it can."""
    try:
        return sys.platform == "linux" and bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0) == 0)
    except (AttributeError, OSError, TypeError):
        return False


def _look_for(parent: int, sign: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent and _lives():
        pause.wait(_LOOK)
    os.kill(os.getpid(), sign)


def _lives() -> bool:
    """Windows keeps the number of a parent that is gone; multiprocessing knows better, where it began this process."""
    began = multiprocessing.parent_process()
    return began is None or began.is_alive()
