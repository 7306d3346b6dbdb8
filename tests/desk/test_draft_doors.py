"""The personal link: what it opens and what not, for the leader, a delegate, a mail scanner and a thief."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from bothways.desk.actions.linking import revoke_link
from bothways.desk.draft_urls import verbs
from bothways.desk.models import Invitation, Link, LinkUse, Revision
from bothways.foundation import capability, time
from bothways.history.models import Entry
from bothways.insider.models import Answer
from bothways.notifications.models import Letter
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import desk, drafting, writing
from tests.support.drafting import Sheet, text
from tests.support.html import faults, parse

pytestmark = pytest.mark.django_db

VERBS = [str(verb.pattern) for verb in verbs]


@pytest.fixture
def asked(insider: Person, editor: Person) -> Invitation:
    return drafting.invited(insider, editor)


def counts() -> tuple[int, ...]:
    return Entry.objects.count(), Letter.objects.count(), Revision.objects.count(), Link.objects.count()


class TestScanners:
    def test_fetching_every_address_changes_nothing_but_the_log(self, asked: Invitation) -> None:
        door, before = drafting.door(asked), counts()
        for _ in range(3):
            assert Client().get(door).status_code == 200
            assert Client().head(door).status_code == 200
            for verb in VERBS:
                assert Client().get(door + verb).status_code == 405
                assert Client().head(door + verb).status_code == 405
            assert Client().get(f"{door}new-link/").status_code == 405
        assert counts() == before
        assert list(LinkUse.objects.values_list("verb", flat=True)) == ["opened"]

    def test_then_the_human_still_gets_in(self, asked: Invitation) -> None:
        sheet = Sheet(asked, drafting.door(asked))
        for verb in VERBS:
            assert Client(enforce_csrf_checks=True).post(sheet.address + verb).status_code == 403
        assert sheet.write().status_code == 302

    def test_what_was_done_by_the_link_is_noted(self, asked: Invitation) -> None:
        sheet = Sheet(asked, drafting.door(asked))
        sheet.write()
        sheet.write("More.", based_on="1.1")
        sheet.press("hand-in")
        noted = list(LinkUse.objects.order_by("pk").values_list("verb", flat=True))
        assert noted == ["opened", "saved", "handed in"]


class TestLinksThatOpenNothing:
    def wrong(self, asked: Invitation) -> dict[str, str]:
        token = drafting.link_of(asked).token
        return {
            "never written": capability.sealed("draft", uuid4()),
            "another purpose": capability.sealed("digest", drafting.link_of(asked).public_id),
            "changed": token[:-4] + "AAAA",
            "cut": token[:20],
            "long": token * 10,
            "odd": "%F0%9F%98%80",
            "null": "%00",
            "quote": "'--",
        }

    def test_all_say_the_same_and_nothing_more(self, asked: Invitation) -> None:
        said = {}
        for name, token in self.wrong(asked).items():
            for send in (Client().get, Client().post):
                answer = send(f"/draft/{token}/")
                if send.__name__ == "get":
                    assert answer.status_code == 404, name
                    said[name] = re.sub(rb'value="\w{64}"', b"", answer.content)
        assert len(set(said.values())) == 1
        one = said["changed"].decode()
        assert "This link opens nothing" in one
        assert [word in one for word in ("Amina", "mentor?", "longtable")] == [False] * 3
        assert faults(parse(said["changed"])) == []

    @pytest.mark.parametrize("verb", VERBS)
    def test_no_verb_works_with_them(self, asked: Invitation, verb: str) -> None:
        before = counts()
        for name, token in self.wrong(asked).items():
            assert Client().post(f"/draft/{token}/{verb}").status_code == 404, name
        assert counts() == before

    def test_a_revoked_one_says_that_it_is_ended(self, asked: Invitation, editor: Person) -> None:
        sheet = Sheet(asked, drafting.door(asked))
        revoke_link(link=drafting.link_of(asked), by=editor, at=time.now())
        answer = Client().get(sheet.address)
        assert answer.status_code == 410
        assert "This link is ended" in text(answer)
        assert asked.question.title not in text(answer)
        before = counts()
        for verb in VERBS:
            assert Client().post(sheet.address + verb, {"body": "x"}).status_code == 410
        assert Client().post(f"{sheet.address}new-link/").status_code == 202
        assert counts() == before


class TestAnOldLink:
    @pytest.fixture
    def old(self, asked: Invitation) -> Link:
        link = drafting.link_of(asked)
        Link.objects.filter(pk=link.pk).update(
            made_at=time.now() - timedelta(days=15), expires_at=time.now() - timedelta(days=1)
        )
        link.refresh_from_db()
        return link

    def test_it_says_so_and_shows_no_address_in_full(self, old: Link) -> None:
        answer = Client().get(old.get_absolute_url())
        assert answer.status_code == 410
        assert "a…@longtable.example" in text(answer)
        assert old.address not in answer.content.decode()
        assert faults(parse(answer.content)) == []

    def test_a_new_one_goes_to_the_address_of_the_old_once_an_hour(self, old: Link) -> None:
        for _ in range(3):
            answer = Client().post(f"{old.get_absolute_url()}new-link/")
            assert answer.status_code == 202
            assert old.address not in answer.content.decode()
        sent = Letter.objects.filter(kind="desk.link")
        assert [letter.address for letter in sent] == [old.address]
        new = Link.objects.latest("pk")
        assert Client().get(new.get_absolute_url()).status_code == 200
        assert Client().get(old.get_absolute_url()).status_code == 410

    def test_also_where_a_newer_one_is_good(self, old: Link) -> None:
        """Whoever has only the old letter gets one letter an hour, not one a press."""
        Client().post(f"{old.get_absolute_url()}new-link/")
        Link.objects.update(made_at=time.now() - timedelta(days=2))
        LinkUse.objects.all().delete()
        for _ in range(3):
            Client().post(f"{old.get_absolute_url()}new-link/")
        assert Letter.objects.filter(kind="desk.link").count() == 2

    def test_a_delegates_goes_to_the_delegate(self, asked: Invitation) -> None:
        link = drafting.delegated(asked)
        Link.objects.filter(pk=link.pk).update(expires_at=time.now(), made_at=time.now() - timedelta(days=14))
        Client().post(f"{link.get_absolute_url()}new-link/")
        assert Letter.objects.latest("pk").address == "pat@longtable.example"


class TestADelegate:
    @pytest.fixture
    def sheet(self, asked: Invitation) -> Sheet:
        return Sheet(asked, drafting.delegated(asked).get_absolute_url())

    def test_they_see_for_whom_they_draft_and_no_other_button(self, sheet: Sheet) -> None:
        answer = sheet.client.get(sheet.address)
        assert "A draft for Amina Okafor" in text(answer)
        buttons = [button.get_text(" ", strip=True) for button in parse(answer.content).find_all("button")]
        assert buttons == ["Pass to Amina Okafor", "Save"]
        assert faults(parse(answer.content)) == []

    def test_they_write_and_pass_it_on_and_the_leader_hands_it_in_with_one_tap(
        self, sheet: Sheet, asked: Invitation
    ) -> None:
        passed = sheet.write("By Pat.", verb="hand-in")
        assert "Passed on." in text(sheet.client.get(passed["Location"]))
        asked.answer.refresh_from_db()
        assert asked.answer.state == Answer.State.DRAFT
        assert Letter.objects.latest("pk").kind == "desk.ready_for_leader"
        mine = Sheet(asked, drafting.door(asked))
        shown = mine.client.get(mine.address)
        assert "Pat Moss wrote this text" in text(shown)
        assert mine.write("By Pat.", based_on=mine.mark(), verb="hand-in").status_code == 302
        asked.answer.refresh_from_db()
        assert asked.answer.state == Answer.State.SUBMITTED

    @pytest.mark.parametrize("verb", ["accept", "decline", "suggest", "delegate", "delegate/end", "code", "take-back"])
    def test_what_is_the_leaders_alone_is_refused(self, sheet: Sheet, verb: str) -> None:
        sheet.mark()
        before = counts()
        answer = sheet.press(verb, reason="time", name="X", address="x@y.example", link="1")
        assert answer.status_code == 403
        assert counts() == before

    @pytest.mark.parametrize("verb", ["sign", "code", "take-back", "unsign"])
    def test_nor_do_they_sign(self, sheet: Sheet, asked: Invitation, editor: Person, verb: str) -> None:
        drafting.to_sign(asked, editor)
        sheet.client.get(drafting.door(asked))  # for the cookie
        before = counts()
        assert sheet.press(verb, shown="a" * 64, code="ABCD-EFGH").status_code == 403
        assert counts() == before
        assert "has handed this draft in" in text(sheet.client.get(sheet.address))

    def test_their_link_ends_when_the_leader_says_no_or_ends_it(self, sheet: Sheet, asked: Invitation) -> None:
        mine = Sheet(asked, drafting.door(asked))
        link = asked.links.get(holder="delegate")
        mine.press("delegate/end", link=str(link.pk))
        assert sheet.client.get(sheet.address).status_code == 410

    def test_after_a_no_it_is_ended_too(self, sheet: Sheet, asked: Invitation) -> None:
        Sheet(asked, drafting.door(asked)).press("decline", reason="time")
        assert sheet.client.get(sheet.address).status_code == 410


class TestDelegating:
    @pytest.fixture
    def sheet(self, asked: Invitation) -> Sheet:
        return Sheet(asked, drafting.door(asked))

    def test_three_at_most(self, sheet: Sheet) -> None:
        for number in range(3):
            assert sheet.press("delegate", name="Pat", address=f"pat{number}@longtable.example").status_code == 302
        answer = sheet.press("delegate", name="Pat", address="pat3@longtable.example")
        assert answer.status_code == 422
        assert "Three people can draft for you" in text(answer)
        shown = sheet.client.get(sheet.address).content.decode()
        assert "p…@longtable.example" in shown
        assert "pat0@longtable.example" not in shown

    def test_without_an_address_it_says_so(self, sheet: Sheet) -> None:
        answer = sheet.press("delegate", name="Pat", address="not an address")
        assert answer.status_code == 422
        assert faults(parse(answer.content)) == []

    @pytest.mark.parametrize("number", ["", "0", "x", "9" * 30, "-1", "²"])
    def test_ending_a_link_that_is_not_ones_own_is_not_found(self, sheet: Sheet, number: str) -> None:
        assert sheet.press("delegate/end", link=number).status_code == 404

    def test_nor_is_the_link_of_another_draft(self, sheet: Sheet, editor: Person, member: Person) -> None:
        other = drafting.invited(member, editor, writing.question("Another?"))
        link = drafting.delegated(other)
        assert sheet.press("delegate/end", link=str(link.pk)).status_code == 404
        link.refresh_from_db()
        assert link.revoked_at is None


class TestSayingNo:
    @pytest.fixture
    def sheet(self, asked: Invitation) -> Sheet:
        return Sheet(asked, drafting.door(asked))

    @pytest.mark.parametrize("reason", Invitation.Reason.values)
    def test_one_tap_is_enough_and_can_be_taken_back(self, sheet: Sheet, asked: Invitation, reason: str) -> None:
        assert sheet.press("decline", reason=reason).status_code == 302
        asked.refresh_from_db()
        assert asked.declined_reason == reason
        assert "You said no" in text(sheet.client.get(sheet.address))
        assert sheet.press("reopen").status_code == 302
        asked.refresh_from_db()
        assert asked.is_open
        assert "Hand in" in text(sheet.client.get(sheet.address))

    def test_with_somebody_else_in_the_same_breath(self, sheet: Sheet, asked: Invitation) -> None:
        sheet.press("decline", reason="subject", words="Ask Kofi", name="Kofi Mensah", address="", why="He ran it")
        asked.refresh_from_db()
        assert (asked.declined_words, asked.suggestions.get().name) == ("Ask Kofi", "Kofi Mensah")
        assert "You suggested: Kofi Mensah" in text(sheet.client.get(sheet.address))

    def test_somebody_without_a_name_is_asked_for_it_and_nothing_is_done(self, sheet: Sheet, asked: Invitation) -> None:
        answer = sheet.press("decline", reason="subject", address="kofi@longtable.example")
        assert answer.status_code == 422
        assert "kofi@longtable.example" in answer.content.decode()
        asked.refresh_from_db()
        assert asked.is_open

    def test_suggesting_alone_leaves_the_invitation_open(self, sheet: Sheet, asked: Invitation) -> None:
        assert sheet.press("suggest", name="Kofi Mensah").status_code == 302
        asked.refresh_from_db()
        assert asked.is_open

    @pytest.mark.parametrize("reason", ["", "because", "time; DROP TABLE"])
    def test_a_reason_that_is_none_is_refused(self, sheet: Sheet, reason: str) -> None:
        assert sheet.press("decline", reason=reason).status_code == 422


class TestTheAccountOfTheLeader:
    def test_the_list_shows_what_waits(
        self, asked: Invitation, insider: Person, editor: Person, signed_in: SignIn
    ) -> None:
        other = drafting.invited(insider, editor, writing.question("What did you unlearn?"))
        drafting.to_sign(other, editor)
        answer = signed_in(insider).get("/me/invitations/")
        found = text(answer)
        assert found.index("Waiting for your signature") < found.index("What did you unlearn?")
        assert (
            found.index("What did you unlearn?") < found.index("Waiting for your words") < found.index("have a mentor?")
        )

    def test_nobody_elses_is_found(self, asked: Invitation, member: Person, editor: Person, signed_in: SignIn) -> None:
        before = counts()
        for person in (member, editor):
            client = signed_in(person)
            assert client.get(f"/me/invitations/{asked.pk}/").status_code == 404
            for verb in VERBS:
                assert client.post(f"/me/invitations/{asked.pk}/{verb}").status_code == 404
            assert asked.question.title not in text(client.get("/me/invitations/"))
        assert counts() == before

    def test_strangers_sign_in_first(self, asked: Invitation, outsider: Client) -> None:
        answer = outsider.get(f"/me/invitations/{asked.pk}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next=/me/invitations/{asked.pk}/")

    def test_writing_there_and_by_the_link_are_two_writers(
        self, asked: Invitation, insider: Person, signed_in: SignIn
    ) -> None:
        Sheet(asked, drafting.door(asked)).write("By the link.")
        client = signed_in(insider)
        met = client.post(f"/me/invitations/{asked.pk}/save/", {"body": "Signed in.", "headline": "", "based_on": ""})
        assert met.status_code == 409


def test_a_link_opens_nothing_else(asked: Invitation) -> None:
    """The session of whoever opens it stays that of nobody."""
    client = Client()
    client.get(drafting.door(asked))
    assert "sessionid" not in client.cookies
    for address in ("/me/", "/me/invitations/", f"/me/invitations/{asked.pk}/", "/me/profile/"):
        assert client.get(address).status_code == 302


def test_the_page_of_one_draft_knows_nothing_of_another(asked: Invitation, insider: Person, editor: Person) -> None:
    other = drafting.invited(insider, editor, writing.question("What did you unlearn?"))
    desk.write(other, at=time.now())
    shown: HttpResponse = Client().get(drafting.door(asked))  # type: ignore[assignment]
    assert "unlearn" not in shown.content.decode()
