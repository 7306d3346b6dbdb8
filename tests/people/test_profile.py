"""What a person says about themselves, and their picture."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from PIL import Image
from pytest_django import Settings

from bothways.foundation import epoch, pictures, time
from bothways.history.models import Entry
from bothways.people.actions.profiling import Profile, save_profile
from bothways.people.forms import PortraitForm
from bothways.people.models import Person

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "Noor Haddad",
    "headline": "Surgeon at a teaching hospital",
    "bio": "I mend **hands**. <script>alert(1)</script>",
    "time_zone": "Europe/Lisbon",
    "language": "en",
}


@pytest.fixture(autouse=True)
def pictures_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def noor() -> Person:
    return Person.objects.create_user(email="noor@longtable.example", name="Noor", slug="noor")


@pytest.fixture
def hers(client: Client, noor: Person) -> Client:
    client.force_login(noor)
    return client


def picture(size: tuple[int, int] = (1200, 800), kind: str = "JPEG", **how: object) -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **how)
    return SimpleUploadedFile("me.jpg", made.getvalue())


def test_a_profile_is_kept_and_shown_safely(hers: Client, noor: Person) -> None:
    assert hers.post(reverse("profile"), WORDS)["Location"] == reverse("profile")
    noor.refresh_from_db()
    assert {name: getattr(noor, name) for name in WORDS} == WORDS
    assert "<strong>hands</strong>" in noor.bio_html
    assert "<script" not in noor.bio_html
    assert noor.slug == "noor"


@pytest.mark.django_db(transaction=True)
def test_history_names_the_fields_and_public_pages_are_renewed(hers: Client, noor: Person) -> None:
    before = epoch.current()
    hers.post(reverse("profile"), WORDS | {"bio": ""})
    entry = Entry.objects.get()
    assert (entry.verb, entry.details.values) == (
        "person.profile_saved",
        {"fields": ["headline", "name", "time_zone"]},
    )
    assert epoch.current() == before + 1


def test_nothing_changed_is_nothing_to_record(hers: Client) -> None:
    hers.post(reverse("profile"), WORDS)
    hers.post(reverse("profile"), WORDS)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("name", ""), ("name", "N" * 121), ("headline", "h" * 161), ("bio", "b" * 4001), ("time_zone", "Mars/Base"),
        ("language", "tlh"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_beside_its_field(hers: Client, noor: Person, field: str, words: str) -> None:
    page = hers.post(reverse("profile"), WORDS | {field: words}).content.decode()
    assert f'href="#id_{field}"' in page
    noor.refresh_from_db()
    assert noor.name == "Noor"


def test_only_i_change_my_profile(noor: Person) -> None:
    marek = Person.objects.create_user(email="marek@longtable.example", name="Marek", slug="marek")
    with pytest.raises(PermissionDenied):
        save_profile(person=noor, profile=Profile(**WORDS), by=marek, at=time.now())


def test_a_picture_is_made_small_upright_and_bare(hers: Client, noor: Person, pictures_folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "taken at home"
    hers.post(reverse("put_up_portrait"), {"portrait": picture(exif=exif)})
    noor.refresh_from_db()
    assert str(noor.portrait.name).endswith(".webp")
    stored = (pictures_folder / str(noor.portrait.name)).read_bytes()
    assert b"taken at home" not in stored
    with Image.open(BytesIO(stored)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (341, 512))
        assert not shown.getexif()


def test_the_picture_can_be_looked_at_by_anybody_and_kept(hers: Client, noor: Person) -> None:
    hers.post(reverse("put_up_portrait"), {"portrait": picture()})
    noor.refresh_from_db()
    answer = Client().get(noor.portrait.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert Client().get(f"/media/portraits/{'0' * 32}.webp").status_code == 404
    assert Client().get("/media/portraits/../../secret-key").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_replaced_or_taken_down_is_deleted(hers: Client, noor: Person, pictures_folder: Path) -> None:
    def stored() -> int:
        return len(list(pictures_folder.rglob("*.webp")))

    for _ in range(2):
        hers.post(reverse("put_up_portrait"), {"portrait": picture()})
        assert stored() == 1
    hers.post(reverse("take_down_portrait"))
    noor.refresh_from_db()
    assert (stored(), noor.portrait.name) == (0, "")
    assert [entry.verb for entry in Entry.objects.order_by("number")] == [
        "person.portrait_put_up", "person.portrait_put_up", "person.portrait_taken_down",
    ]  # fmt: skip


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


@pytest.fixture(params=["svg", "words", "cut", "many pixels", "empty"])
def unusable(request: pytest.FixtureRequest) -> tuple[SimpleUploadedFile, str]:
    whole = picture().read()
    return {
        "svg": (SimpleUploadedFile("me.jpg", SVG, "image/jpeg"), "not a picture we can read"),
        "words": (SimpleUploadedFile("me.png", b"not at all", "image/png"), "not a picture we can read"),
        "cut": (SimpleUploadedFile("me.jpg", whole[: len(whole) // 2]), "not a picture we can read"),
        "many pixels": (picture((6000, 5000), "PNG"), "more than 25 million pixels"),
        "empty": (SimpleUploadedFile("me.jpg", b""), "empty"),
    }[request.param]


def test_what_is_no_usable_picture_is_refused_with_the_reason(
    hers: Client, noor: Person, unusable: tuple[SimpleUploadedFile, str]
) -> None:
    file, reason = unusable
    page = hers.post(reverse("put_up_portrait"), {"portrait": file}).content.decode()
    assert reason in page
    assert 'href="#id_portrait"' in page
    noor.refresh_from_db()
    assert not noor.portrait


def test_a_file_that_is_too_large_is_not_even_opened() -> None:
    file = SimpleUploadedFile("me.jpg", b"x")
    file.size = 21 * 1024 * 1024
    form = PortraitForm({}, MultiValueDict({"portrait": [file]}))
    assert not form.is_valid()
    assert "larger than 20 MB" in str(form.errors)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG"])
def test_the_usual_kinds_are_read(kind: str) -> None:
    with Image.open(BytesIO(pictures.webp(BytesIO(picture((40, 30), kind).read()), side=512))) as shown:
        assert (shown.format, shown.size) == ("WEBP", (40, 30))


def test_a_see_through_picture_stays_so() -> None:
    made = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(made, "PNG")
    made.seek(0)
    with Image.open(BytesIO(pictures.webp(made, side=512))) as shown:
        assert shown.has_transparency_data


def test_times_are_shown_in_the_readers_own_zone(hers: Client, noor: Person) -> None:
    noor.time_zone = "Asia/Tokyo"
    noor.save()
    page = hers.get(reverse("profile")).content.decode()
    assert '<option value="Asia/Tokyo" selected>Tokyo</option>' in page
