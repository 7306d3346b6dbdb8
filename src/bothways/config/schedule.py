"""Every recurring job, in words, and the loops that run them.

A job is a function of the present moment that does what is due and may be called at any time, by any number of
processes: each claims its work in the database. So nothing is lost when a worker is killed, and nothing runs twice.

Jobs of one lane run one after the other, lanes beside each other: a mail server that is slow to answer does not make
today's answer late.
"""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import close_old_connections, connections

from bothways.config.sqlite import renew_statistics
from bothways.foundation import time
from bothways.insider.tasks import keep_todays_answer, raise_alarm_when_late
from bothways.notifications.tasks import (
    clear_mail,
    deliver_letters,
    forget_old_letters,
    look_up_mail_tests,
    post_due_digests,
    take_in_mail,
)

log = structlog.get_logger("bothways.schedule")


@dataclass(frozen=True)
class Job:
    """One recurring job: what it is for, how often it looks, the function that does what is due, and its lane."""

    purpose: str
    every: timedelta
    run: Callable[[datetime], None]
    lane: str = "site"


JOBS = (
    Job("Today's answer appears at its minute, from the bench if need be.", timedelta(seconds=5), keep_todays_answer),
    Job("SQLite knows how large its tables are.", timedelta(hours=1), renew_statistics),
    Job("A late edition raises an alarm.", timedelta(minutes=1), raise_alarm_when_late),
    Job("Letters go out.", timedelta(seconds=1), deliver_letters, lane="mail"),
    Job("Everybody's digest is posted at its hour.", timedelta(minutes=1), post_due_digests),
    Job("Letters of long ago are forgotten.", timedelta(hours=1), forget_old_letters),
    Job("Mail that has come in is read.", timedelta(seconds=1), take_in_mail, lane="mail-in"),
    Job("A test of the mail is looked up.", timedelta(seconds=1), look_up_mail_tests, lane="mail-in"),
    Job("Mail of long ago is forgotten.", timedelta(hours=1), clear_mail, lane="mail-in"),
)


def run_due(due: dict[Job, datetime], at: datetime) -> None:
    """Run every job of `due` whose time has come, and set its next time; a job that fails is logged and tried again."""
    for job, next_time in due.items():
        if at < next_time:
            continue
        due[job] = at + job.every
        try:
            job.run(at)
        except Exception:
            log.exception("job failed", job=job.purpose)


def work() -> None:
    """Run the jobs until the process is asked to end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    lanes = [threading.Thread(target=_run_lane, args=(lane, stop), name=lane) for lane in {job.lane for job in JOBS}]
    for thread in lanes:
        thread.start()
    for thread in lanes:
        thread.join()


def _run_lane(lane: str, stop: threading.Event) -> None:
    due = dict.fromkeys([job for job in JOBS if job.lane == lane], time.now())
    while not stop.is_set():
        run_due(due, time.now())
        close_old_connections()
        stop.wait(1)
    connections.close_all()
