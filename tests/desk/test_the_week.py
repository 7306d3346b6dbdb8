"""One week at the desk: a question is asked, four leaders are invited, and each answers in their own way.

One writes by the link, one replies by mail, one lets a delegate draft, one declines. The texts are edited, signed,
scheduled, published at their minute, corrected, and told in a digest. Real pages in a real browser; real mail out and
in; only the calendar is turned by hand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from bothways.config.schedule import JOBS, run_due
from bothways.insider.actions.following import follow
from bothways.insider.actions.reposting import register_repost
from bothways.insider.models import Answer, Question
from bothways.notifications.actions.subscribing import choose_letters
from bothways.notifications.models import Subscription
from bothways.people.models import Person
from tests.support import cast, mailbox, mails
from tests.support.receiving import hand_over, receiving

MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
QUESTION = "What did you have to unlearn before you could lead?"
AMINAS = "I kept a list on the night desk. It had every mistake on it that was not mine. " * 12
INGRIDS = "I had to unlearn being the fastest. It took a winter, and a broken wrist. " * 9
TOMAS_ = "I ran stores before I ran the works, and in stores you know where every spanner is. " * 10


pytestmark = pytest.mark.browser


@dataclass
class Week:
    """The site during one week, its mail, and the calendar."""

    origin: str
    sink: mailbox.Sink
    mail_in: int
    clock: time_machine.Traveller

    def at(self, moment: datetime) -> None:
        """Turn the calendar to `moment`, and let the worker do what is due."""
        self.clock.move_to(moment, tick=True)
        self.work()

    def work(self) -> None:
        """Do what is due now; twice, for one job gives another its work."""
        for _ in range(2):
            run_due(dict.fromkeys(JOBS, datetime.now(UTC)), datetime.now(UTC))

    def newest(self, to: str) -> EmailMessage:
        """The newest mail to an address."""
        found = [message for message in self.sink.messages if message["To"] == to]
        assert found, [(message["To"], message["Subject"]) for message in self.sink.messages]
        return found[-1]

    def code(self, to: str) -> str:
        """The code in the newest mail to an address."""
        found = [line for line in mailbox.text_of(self.newest(to)).splitlines() if CODE.fullmatch(line)]
        assert found, mailbox.text_of(self.newest(to))
        return found[0]

    def link(self, message: EmailMessage, part: str = "/draft/") -> str:
        """The first address in a mail that holds `part`."""
        found = re.search(rf"{re.escape(self.origin)}\S*{re.escape(part)}\S*", mailbox.text_of(message))
        assert found, mailbox.text_of(message)
        return found[0]


@pytest.fixture
def week(transactional_db: None, live_server: LiveServer, settings: Settings) -> Iterator[Week]:
    sink, port = mailbox.Sink(), mailbox.free_port()
    mailbox.use(settings, port)
    settings.SITE_ORIGIN = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.MAIL_IN_DOMAIN, settings.MAIL_AUTHSERV_ID = "in.longtable.example", "mx.longtable.example"
    with mailbox.serving(sink, port), receiving() as mail_in, time_machine.travel(MONDAY, tick=True) as clock:
        yield Week(live_server.url, sink, mail_in, clock)


@pytest.fixture
def leaders(week: Week) -> dict[str, Person]:
    return {
        "amina": cast.amina(),
        "ingrid": cast.ingrid(),
        "tomas": cast.leader("Tomas Rivera", "Head of operations", "Northwind Rail Works"),
        "priya": cast.leader("Priya Raman", "Chief engineer", "Kestrel Grid"),
    }


@pytest.fixture
def phone(browser: Browser, week: Week) -> Iterator[Page]:
    """A leader's phone, without a cookie of this site."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def sign_in(page: Page, week: Week, person: Person) -> None:
    assert EmailAddress.objects.filter(user=person, verified=True).exists()
    page.goto(f"{week.origin}/accounts/login/")
    page.get_by_label("E-mail").first.fill(str(person.email))
    page.get_by_label("E-mail").first.press("Enter")
    page.wait_for_url("**/login/code/confirm/**")
    page.get_by_label("Code").fill(week.code(str(person.email)))
    page.get_by_label("Code").press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).filter(visible=True).first.click()
    page.wait_for_load_state()


def answer_of(leader: Person) -> Answer:
    return Answer.objects.get(author=leader)


def sign(phone: Page, week: Week, leader: Person) -> None:
    """From the letter that asks for it to a signed text, with the code that comes by mail."""
    phone.goto(week.link(week.newest(str(leader.email))))
    press(phone, "Send me a code")
    week.work()
    phone.get_by_label("Code").fill(week.code(str(leader.email)))
    press(phone, "Sign")
    expect(phone.get_by_text(re.compile("^(Signed|Your answer is published)")).first).to_be_visible()


def test_one_week(
    week: Week, leaders: dict[str, Person], context: BrowserContext, phone: Page, editor: Person, member: Person
) -> None:
    page = context.new_page()
    _monday(week, page, editor, leaders, member)
    _tuesday(week, phone, leaders)
    _wednesday(week, page, phone, leaders)
    _thursday(week, page, leaders)
    _friday(week, page, phone, leaders, member)
    _next_monday(week, member)


def _monday(week: Week, page: Page, editor: Person, leaders: dict[str, Person], member: Person) -> None:
    """The question is asked and accepted, and four leaders are invited."""
    sign_in(page, week, editor)
    page.goto(f"{week.origin}/desk/questions/new/")
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_label("Why now").fill("Four members were made team leads this autumn.")
    press(page, "Ask")
    question = Question.objects.get(title=QUESTION)
    page.goto(f"{week.origin}/desk/questions/{question.pk}/")
    press(page, "Open to readers")
    page.goto(f"{week.origin}/desk/questions/{question.pk}/invite/")
    for leader in leaders.values():
        page.get_by_label(leader.name).check()
    page.get_by_label("Wanted by").fill("2026-12-11")
    press(page, "Ask them")
    week.work()
    invited = [address for address in week.sink.recipients if address in {str(one.email) for one in leaders.values()}]
    assert sorted(invited) == sorted(str(leader.email) for leader in leaders.values())
    follow(thing=question, by=member, at=datetime.now(UTC))
    choose_letters(
        person=member, rhythm=Subscription.Rhythm.WEEKLY, weekday=0, at_once=False, by=member, at=datetime.now(UTC)
    )


def _tuesday(week: Week, phone: Page, leaders: dict[str, Person]) -> None:
    """One writes by the link, one replies by mail, one lets a delegate draft, one declines."""
    week.at(MONDAY + DAY)
    phone.goto(week.link(week.newest("priya@longtable.example")))
    press(phone, "I have no time")
    expect(phone.get_by_text("You said no.")).to_be_visible()

    phone.goto(week.link(week.newest("amina@longtable.example")))
    phone.get_by_label("Your answer").fill(AMINAS)
    phone.get_by_label("Headline").fill("The list on the night desk")
    press(phone, "Hand in")
    expect(phone.get_by_text("Your answer is with the desk.")).to_be_visible()

    letter = week.newest("ingrid@longtable.example")
    reply = mails.mail(
        to=letter["Reply-To"],
        sender="Ingrid Solheim <ingrid@longtable.example>",
        text=f"# I had to stop being the fastest\n\n{INGRIDS}\n\n-- \nIngrid Solheim\n\nOn Mon, 30 Nov 2026 at 09:01, "
        f"The desk wrote:\n> {QUESTION}",
        heads=[("Authentication-Results", "mx.longtable.example; dmarc=pass header.from=longtable.example")],
    )
    hand_over(week.mail_in, reply, sender="ingrid@longtable.example", to=letter["Reply-To"])
    week.work()
    draft = answer_of(leaders["ingrid"])
    assert (draft.headline, draft.body, draft.state) == (
        "I had to stop being the fastest", INGRIDS.strip(), Answer.State.DRAFT,
    )  # fmt: skip

    phone.goto(week.link(week.newest("tomas@longtable.example")))
    phone.get_by_text("Somebody drafts for me").click()
    delegation = phone.locator("#delegate")
    delegation.get_by_label("Name").fill("Pat Moss")
    delegation.get_by_label("E-mail").fill("pat@northwind.example")
    delegation.get_by_role("button").last.click()
    phone.wait_for_load_state()
    week.work()
    phone.goto(week.link(week.newest("pat@northwind.example")))
    expect(phone.get_by_text("A draft for Tomas Rivera")).to_be_visible()
    phone.get_by_label("Your answer").or_(phone.get_by_label("The answer")).first.fill(TOMAS_)
    phone.get_by_label("Headline").fill("Where every spanner is")
    press(phone, "Pass to Tomas Rivera")
    week.work()
    assert answer_of(leaders["tomas"]).state == Answer.State.DRAFT  # a delegate hands nothing in
    phone.goto(week.link(week.newest("tomas@longtable.example")))
    press(phone, "Hand in")


def _wednesday(week: Week, page: Page, phone: Page, leaders: dict[str, Person]) -> None:
    """The desk edits and approves; the leaders sign exactly what they are shown."""
    week.at(MONDAY + 2 * DAY)
    amina, ingrid, tomas = (answer_of(leaders[name]) for name in ("amina", "ingrid", "tomas"))
    page.goto(f"{week.origin}/desk/answers/{amina.pk}/edit/")
    page.get_by_label("Answer").fill(f"{AMINAS.strip()}\n\nThen somebody asked to read it.")
    press(page, "Save")
    page.goto(f"{week.origin}/desk/answers/{ingrid.pk}/")
    press(page, "Take it up")
    for answer in (amina, ingrid, tomas):
        page.goto(f"{week.origin}/desk/answers/{answer.pk}/")
        page.locator("summary").filter(has_text="Approve").click()
        press(page, "Approve")
    week.work()
    phone.goto(week.link(week.newest("amina@longtable.example")))
    expect(phone.locator("ins").filter(has_text="Then somebody asked to read it.").first).to_be_visible()
    for name in ("amina", "ingrid", "tomas"):
        sign(phone, week, leaders[name])
    assert set(Answer.objects.exclude(state=Answer.State.DROPPED).values_list("state", flat=True)) == {"signed"}
    for answer, day in ((amina, "2026-12-03"), (ingrid, "2026-12-04")):
        page.goto(f"{week.origin}/desk/answers/{answer.pk}/")
        page.locator("summary").filter(has_text="Plan it for a day").click()
        page.get_by_label("Day", exact=True).fill(day)
        press(page, "Plan it for a day")
    amina.refresh_from_db()
    assert amina.state == Answer.State.SCHEDULED


def _thursday(week: Week, page: Page, leaders: dict[str, Person]) -> None:
    """The edition appears at its minute, on the front page, in the feed and at its own address."""
    reader = Client()
    six = datetime(2026, 12, 3, 6, tzinfo=UTC)
    week.at(six - 2 * MINUTE)
    assert "The list on the night desk" not in reader.get("/").content.decode()
    week.at(six)
    answer = answer_of(leaders["amina"])
    assert (answer.state, answer.slug) == (Answer.State.PUBLISHED, "the-list-on-the-night-desk")
    for address in ("/", "/feed.atom", answer.get_absolute_url()):
        assert "The list on the night desk" in reader.get(address).content.decode(), address
    page.goto(f"{week.origin}/")
    expect(page.get_by_role("heading", name="The list on the night desk").first).to_be_visible()


def _friday(week: Week, page: Page, phone: Page, leaders: dict[str, Person], member: Person) -> None:
    """What changes the sense of a published answer waits for its author; whoever republished it is told once."""
    week.at(datetime(2026, 12, 4, 9, tzinfo=UTC))
    answer = answer_of(leaders["amina"])
    register_repost(
        answer=answer, url="https://elsewhere.example/list", contact="desk@elsewhere.example", by=member,
        at=datetime.now(UTC),
    )  # fmt: skip
    page.goto(f"{week.origin}/desk/answers/{answer.pk}/correct/")
    page.get_by_label("Answer").fill(f"{answer.body}\n\nIt was not only me who read it.")
    page.get_by_label("What is corrected").fill("Others had read the list, too.")
    page.get_by_label("What it says. Its author signs the new text first.").check()
    press(page, "Correct it")
    week.work()
    address = answer.get_absolute_url()
    assert "It was not only me" not in Client().get(address).content.decode()
    sign(phone, week, leaders["amina"])
    week.work()
    shown = Client().get(address).content.decode()
    assert "It was not only me" in shown
    assert "Others had read the list, too." in shown
    assert week.sink.recipients.count("desk@elsewhere.example") == 1
    assert "Others had read the list, too." in mailbox.text_of(week.newest("desk@elsewhere.example"))


def _next_monday(week: Week, member: Person) -> None:
    """The digest tells of it; one click, signed out, ends the digests."""
    week.at(MONDAY + 7 * DAY + 12 * HOUR)
    digest = week.newest("noor@longtable.example")
    text = mailbox.text_of(digest)
    assert "The list on the night desk" in text
    assert "I had to stop being the fastest" in text
    stop = digest["List-Unsubscribe"].strip(" <>")
    assert Client().post(stop.removeprefix(week.origin), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.get(person=member).rhythm == Subscription.Rhythm.NONE
