"""The security page: devices, a fresh proof before what matters, another address, a password, a second step."""

import re
import time as clock
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from bothways.history.models import Details, Entry
from bothways.people.models import Person
from bothways.people.queries import device

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def noor() -> Person:
    return Person.objects.create_user(email="noor@longtable.example", name="Noor Haddad", slug="noor-haddad")


def newest_code() -> str:
    found = CODE.search(str(mail.outbox[-1].body))
    assert found
    return found[0]


def signed_in(person: Person, user_agent: str = "") -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": person.email})
    client.post(reverse("account_confirm_login_code"), {"code": newest_code()})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("security")).status_code == 200


def verbs() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("verb", flat=True))


def test_the_page_gathers_everything_and_is_kept_by_no_cache(noor: Person) -> None:
    answer = signed_in(noor, FIREFOX).get(reverse("security"))
    words = answer.content.decode()
    for heading in ("Sign-in address", "Passkeys", "Second step", "Password", "Devices"):
        assert f">{heading}</h2>" in words
    assert "noor@longtable.example" in words
    assert "Firefox on Linux" in words
    assert answer["Cache-Control"] == "private, no-store"


def test_it_is_for_those_who_are_signed_in(client: Client) -> None:
    answer = client.get(reverse("security"))
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('security')}"


def test_a_device_that_is_signed_out_is_out_with_its_next_request(noor: Person) -> None:
    here, phone = signed_in(noor), signed_in(noor, IPHONE)
    session = UserSession.objects.get(user_agent=IPHONE)
    here.post(reverse("end_session", args=[session.pk]))
    assert not is_signed_in(phone)
    assert is_signed_in(here)
    assert verbs()[-1] == "person.session_ended"


def test_everywhere_else_can_be_signed_out_at_once(noor: Person) -> None:
    here, others = signed_in(noor), [signed_in(noor), signed_in(noor)]
    here.post(reverse("usersessions_list"))
    assert is_signed_in(here)
    assert [is_signed_in(other) for other in others] == [False, False]
    assert verbs().count("person.session_ended") == 2


def test_nobody_signs_out_somebody_else(noor: Person) -> None:
    marek = Person.objects.create_user(email="marek@longtable.example", name="Marek", slug="marek")
    theirs = signed_in(noor)
    session = UserSession.objects.get()
    assert signed_in(marek).post(reverse("end_session", args=[session.pk])).status_code == 404
    assert is_signed_in(theirs)


def test_a_fresh_proof_is_asked_for_before_the_address_changes(noor: Person) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        client = signed_in(noor)
        now.shift(timedelta(minutes=11))
        answer = client.post(reverse("account_email"), {"email": "new@longtable.example", "action_add": "1"})
        assert answer["Location"].startswith(reverse("account_reauthenticate_code"))
        assert len(mail.outbox) == 1
        page = answer["Location"]
        assert client.get(page).status_code == 200
        assert len(mail.outbox) == 1  # opening the page sends nothing
        client.post(page, {"action": "send"})
        assert mail.outbox[-1].subject == "Confirmation code"
        assert client.post(page, {"code": "BBBB-BBBB"}).status_code == 200
        answer = client.post(page, {"code": newest_code()})
        assert answer["Location"] == reverse("account_email_verification_sent")  # what was asked for goes on
        assert mail.outbox[-1].to == ["new@longtable.example"]


def test_a_proof_ends_after_three_wrong_codes(noor: Person) -> None:
    client = signed_in(noor)
    page = reverse("account_reauthenticate_code")
    client.post(page, {"action": "send"})
    code = newest_code()
    for _ in range(3):
        client.post(page, {"code": "BBBB-BBBB"})
    assert client.post(page, {"code": code}).status_code == 200  # the form again, not the way on


def test_the_address_changes_with_the_code_sent_to_the_new_one(noor: Person) -> None:
    client = signed_in(noor)
    client.post(reverse("account_email"), {"email": "New@longtable.example", "action_add": "1"})
    noor.refresh_from_db()
    assert noor.email == "noor@longtable.example"
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    noor.refresh_from_db()
    assert noor.email == "new@longtable.example"
    assert EmailAddress.objects.get().email == "new@longtable.example"
    assert mail.outbox[-1].to == ["noor@longtable.example"]
    assert mail.outbox[-1].subject == "Your address was changed"
    assert verbs()[-1] == "person.address_changed"
    assert all("@" not in str(details.values) for details in Details.objects.all())


def test_a_taken_address_is_not_given_away(noor: Person) -> None:
    Person.objects.create_user(email="marek@longtable.example", name="Marek", slug="marek")
    client = signed_in(noor)
    answer = client.post(reverse("account_email"), {"email": "marek@longtable.example", "action_add": "1"})
    assert answer["Location"] == reverse("account_email_verification_sent")


def test_a_first_password_needs_a_fresh_proof(noor: Person) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        client = signed_in(noor)
        now.shift(timedelta(minutes=11))
        assert client.get(reverse("account_set_password"))["Location"].startswith(
            reverse("account_reauthenticate_code")
        )
        now.shift(timedelta(minutes=-11))
        words = {"password1": "a long table for all", "password2": "a long table for all"}
        assert client.post(reverse("account_set_password"), words)["Location"] == reverse("security")
    noor.refresh_from_db()
    assert noor.check_password("a long table for all")
    assert verbs()[-1] == "person.password_set"
    assert mail.outbox[-1].subject == "A password was set"


def test_another_password_signs_out_the_other_devices(noor: Person) -> None:
    noor.set_password("a long table for all")
    noor.save()
    here, phone = signed_in(noor), signed_in(noor, IPHONE)
    words = {"password1": "a longer table for all", "password2": "a longer table for all"}
    here.post(reverse("account_change_password"), {"oldpassword": "a long table for all", **words})
    assert is_signed_in(here)
    assert not is_signed_in(phone)
    assert here.get(reverse("security")).content.decode().count("this one") == 1
    assert "Safari on iPhone" not in here.get(reverse("security")).content.decode()
    assert verbs().count("person.session_ended") == 1
    assert mail.outbox[-1].subject == "Your password was changed"


def test_a_forgotten_password_is_replaced_with_a_code(noor: Person) -> None:
    noor.set_password("a long table for all")
    noor.save()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": noor.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": newest_code()})
    words = {"password1": "a longer table for all", "password2": "a longer table for all"}
    assert client.post(reverse("account_complete_password_reset"), words).status_code == 302
    noor.refresh_from_db()
    assert noor.check_password("a longer table for all")
    assert verbs() == ["person.password_reset"]


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(clock.time()) // 30))


def turn_on_app(client: Client) -> str:
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"<code>(\w+)</code>", page)
    assert found
    answer = client.post(reverse("mfa_activate_totp"), {"code": app_code(found[1])})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return found[1]


@pytest.mark.django_db(transaction=True)
def test_with_an_app_mail_alone_no_longer_signs_in(noor: Person) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        here = signed_in(noor)
        secret = turn_on_app(here)
        assert set(verbs()) == {"person.signed_in", "person.authenticator_app_added", "person.recovery_codes_added"}
        now.shift(timedelta(minutes=2))
        client = signed_in(noor)
        assert not is_signed_in(client)
        client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
        assert is_signed_in(client)


def test_a_recovery_code_stands_in_once(noor: Person) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        turn_on_app(signed_in(noor))
        code = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
        reached = []
        for _ in range(2):
            now.shift(timedelta(minutes=2))
            client = signed_in(noor)
            client.post(reverse("mfa_authenticate"), {"code": code})
            reached.append(is_signed_in(client))
        assert reached == [True, False]


def test_a_mailed_code_does_not_stand_in_for_the_app(noor: Person) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        client = signed_in(noor)
        turn_on_app(client)
        now.shift(timedelta(minutes=11))
        answer = client.get(reverse("mfa_deactivate_totp"))
        assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
        assert client.get(reverse("account_reauthenticate_code"))["Location"] == reverse("mfa_reauthenticate")


@pytest.mark.parametrize(
    "name",
    [
        "profile", "security", "account_email", "account_set_password", "account_logout", "mfa_add_webauthn",
        "mfa_activate_totp", "account_reauthenticate_code",
    ],
)  # fmt: skip
def test_every_page_about_me_can_be_read(noor: Person, name: str) -> None:
    answer = signed_in(noor).get(reverse(name))
    assert answer.status_code == 200
    assert " style=" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/accounts/social/connections/", "/accounts/phone/change/", "/accounts/signup/passkey/", "/accounts/2fa/trust/"],
)
def test_what_is_not_offered_is_not_there(noor: Person, path: str) -> None:
    assert signed_in(noor).get(path).status_code == 404


def test_devices_are_named_in_words() -> None:
    assert device(FIREFOX) == "Firefox on Linux"
    assert device(IPHONE) == "Safari on iPhone"
    assert device("curl/8") == "Unknown device"
