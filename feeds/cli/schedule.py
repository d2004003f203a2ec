"""The command that keeps running: schedule."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.cli.session import FAILED, OK, STOPPED, Session
from feeds.schedule.times import next_times


def do_schedule(session: Session, *, only_list: bool, as_json: bool, only_check: bool = False) -> int:
    """`paperwire schedule`; with `only_check` the status says whether a scheduler works on the store."""
    console = session.console
    with session:
        session.use_own()
        if only_check:
            from feeds.schedule.schedule import at_work

            session.only_look()
            who = at_work(session.store)
            console.say(f"{who} works on this store" if who else "no scheduler works on this store")
            return OK if who else FAILED
        jobs = next_times(session.settings, datetime.now(UTC))
        if only_list and as_json:
            console.json([{"name": job.name, "run": list(job.steps), "next": job.when} for job in jobs])
        elif only_list:
            rows = ((job.name, ", ".join(job.steps), str(job)) for job in jobs)
            console.table("Schedule", ("job", "runs", "next"), rows)
        else:
            from feeds.schedule.schedule import Schedule

            Schedule(session.config, session.settings, session.store, console.say, console.warn).run()
            return STOPPED
    return OK
