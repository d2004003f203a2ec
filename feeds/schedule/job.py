"""The process of a job, which ends gently with the scheduler that began it: `python -m feeds.schedule.job PARENT ARGUMENT...`

A scheduler that is killed can ask nobody to stop, and the next one would begin the same job beside this one.
"""

from __future__ import annotations

import runpy
import sys

from enrich.machine.process import end_with


def main() -> None:
    """Do what `paperwire ARGUMENT...` does; what was done is kept when the process PARENT ends."""
    parent = int(sys.argv.pop(1))
    end_with(parent, gently=True)
    runpy.run_module("feeds", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
