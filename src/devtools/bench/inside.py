"""What can only be done inside the site: loading it, counting its queries, publishing. Each in a process of its own.

`python -m devtools.bench.inside WORK ARGUMENT` does one piece of work and prints what came of it as JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import django

ROUNDS = 3  # of each page, the fastest counts


def load(scale: str) -> Any:
    """Load the community."""
    from devtools.bench.loading import load as load_community

    return load_community(int(scale))


def count(argument: str) -> Any:
    """For each (path, session) of a JSON list: [queries, milliseconds in the database], made afresh."""
    from django.test import Client

    from bothways.foundation import epoch

    found = []
    for path, session in json.loads(argument):
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies["sessionid"] = session
        rounds = []
        for _ in range(ROUNDS):
            epoch.advance()
            with _queries() as times:
                status = client.get(path).status_code
            if status != 200:  # noqa: PLR2004  the number is the name
                raise SystemExit(f"{path} answered {status}.")
            rounds.append((len(times), 1000 * sum(times)))
        found.append((rounds[-1][0], min(spent for _, spent in rounds)))
    return found


def load_desk(items: str) -> Any:
    """Put work on the desk of a loaded community."""
    from devtools.bench.desk_loading import load as load_items

    return load_items(int(items))


def desk_page(argument: str) -> Any:
    """For [path, rounds, number] in JSON: what an editor's page asks and weighs, and CPU milliseconds by round."""
    from django.test import Client

    from devtools.bench.desk_loading import EDITOR
    from devtools.bench.loading import session

    path, rounds, number = json.loads(argument)
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["sessionid"] = session(EDITOR)
    with _queries() as times:
        page = client.get(path)
    if page.status_code != 200:  # noqa: PLR2004  the number is the name
        raise SystemExit(f"{path} answered {page.status_code}.")
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(number):
            client.get(path)
        spent.append(1000 * (time.process_time() - begun) / number)
    return {"queries": len(times), "bytes": len(page.content), "rounds": spent, "requests": rounds * number + 1}


@contextmanager
def _queries() -> Iterator[list[float]]:
    from django.db import connection

    times: list[float] = []

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            times.append(time.perf_counter() - begun)

    with connection.execute_wrapper(timed):
        yield times


def publish(number: str) -> Any:
    """Publish `number` editions, one for each line that comes in; each time what is said: headline, begun, returned."""
    from django.utils import timezone

    from bothways.insider.actions import editing, publishing
    from bothways.insider.models import Answer, Question

    today = timezone.now().date()
    question = Question.objects.get(slug="question-4")
    for turn in range(1, int(number) + 1):
        answer = Answer(
            question=question,
            headline=f"Published number {turn}",
            slug=f"published-{turn}",
            body="As soon as it is said, it is seen.",
            state=Answer.State.SIGNED,
            byline_name="Reader 1",
            author_id=1,
        )
        answer.signed_hash = publishing.text_hash(answer)
        answer.save()
        day = today + timedelta(days=turn)
        editing.plan_edition(day=day, answer=answer, by=None, at=timezone.now())  # type: ignore[arg-type]
        print("ready", flush=True)
        sys.stdin.readline()
        begun = time.monotonic()
        editing.publish_edition(day=day, at=editing.slot_time(day))
        print(json.dumps([answer.headline, begun, time.monotonic()]), flush=True)
    return []


def post_digests(number: str) -> Any:
    """Let `number` readers have a digest of a month due, and post them: seconds, and how many were posted."""
    from django.utils import timezone

    from bothways.notifications.actions import digesting
    from bothways.notifications.models import Subscription
    from bothways.people.models import Person

    now = timezone.now()
    month_ago = now - timedelta(days=30)
    Subscription.objects.bulk_create(
        Subscription(person=person, rhythm="daily", changed_at=now, covered_until=month_ago, next_at=now)
        for person in Person.objects.filter(email__isnull=False).order_by("pk")[: int(number)]
    )
    begun = time.monotonic()
    posted = digesting.post_digests(at=now)
    return [time.monotonic() - begun, posted]


def post_letters(number: str) -> Any:
    """Put `number` letters about one answer into the outbox."""
    from django.db import transaction
    from django.utils import timezone

    from bothways.insider.models import Answer
    from bothways.notifications.actions.posting import draft, post_all

    answer, now = Answer.objects.visible_to(None).get(pk=1), timezone.now()
    addresses = (f"mail{turn}@bench.example" for turn in range(int(number)))
    with transaction.atomic():
        post_all(draft("insider.answered", about=answer, to=address, at=now) for address in addresses)
    return []


def deliver(lease: str) -> Any:
    """Deliver until nothing waits, with leases of `lease` seconds: seconds, seconds of CPU, and queries."""
    from django.utils import timezone

    from bothways.notifications.courier import deliver as deliver_some
    from bothways.notifications.models import Letter

    begun, used = time.monotonic(), time.process_time()
    with _queries() as times:
        while Letter.objects.waiting().exists():
            deliver_some(timezone.now(), lease=timedelta(seconds=float(lease)))
            time.sleep(0.01)
    return [time.monotonic() - begun, time.process_time() - used, len(times)]


def main(work: str, argument: str) -> None:
    """Do one piece of work."""
    django.setup()
    works = (load, count, publish, post_digests, post_letters, deliver, load_desk, desk_page)
    print(json.dumps({one.__name__: one for one in works}[work](argument)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
