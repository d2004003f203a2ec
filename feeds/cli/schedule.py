"""The command that keeps running: schedule."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.cli.session import OK, STOPPED, Session
from feeds.schedule.times import next_times


def do_schedule(session: Session, *, only_list: bool, as_json: bool) -> int:
    """`paperwire schedule`."""
    console = session.console
    with session:
        session.use_own()
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
