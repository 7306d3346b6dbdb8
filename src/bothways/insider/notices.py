"""Letters of the insider room: who hears of what, and in what words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from bothways.design.templatetags.design import role_line
from bothways.foundation.links import absolute
from bothways.insider.models import Answer, Correction, Edition, Follow, Question, Repost
from bothways.insider.queries.credit import author_name
from bothways.insider.queries.digests import News, cards_of, news_of
from bothways.notifications.actions.posting import draft, post, post_all
from bothways.notifications.composing import host, plain_part
from bothways.notifications.leaving import link_to_stop
from bothways.notifications.letters import Words, letter, many_letters
from bothways.notifications.models import Digest, Letter
from bothways.people.models import Person, Role
from bothways.people.queries import holders

# --- Who hears of it ----------------------------------------------------------------------------


def tell_followers(answer: Answer, at: datetime) -> None:
    """Write to those who follow the answer's question, topic or author and have asked to be told at once."""
    topics = Question.topics.through.objects.filter(question=answer.question_id).values("topic")
    tie = Q(question=answer.question_id) | Q(topic__in=topics)
    listening = Person.objects.filter(subscription__at_once=True, left_at__isnull=True)
    if answer.author_id:
        tie |= Q(insider=answer.author_id)
        listening = listening.exclude(pk=answer.author_id)
    post_all(
        draft("insider.answered", about=answer, to=person, at=at, key=f"insider.answered:{answer.pk}:{person.pk}")
        for person in listening.filter(Exists(Follow.objects.filter(tie, person=OuterRef("pk"))))
    )


def tell_asker(kind: str, question: Question, *, by: Person | None, at: datetime) -> None:
    """Write to whoever asked `question` what became of it; not where they have done it themselves."""
    asker = question.asked_by
    if asker and asker.email and asker != by:
        post(kind, about=question, to=asker, at=at, key=f"{kind} {question.pk} {at:%Y-%m-%dT%H:%M}")


def tell_reposters(correction: Correction, at: datetime) -> None:
    """Send one ready notice to everybody who has republished the answer and said whom to tell."""
    told = set()
    for repost in Repost.objects.filter(answer=correction.answer_id).exclude(contact="").order_by("pk"):
        if repost.contact not in told:
            told.add(repost.contact)
            key = f"repost.corrected:{correction.pk}:{repost.pk}"
            post("repost.corrected", about=correction, to=repost.contact, at=at, key=key)


def tell_desk_of_substitute(edition: Edition, at: datetime) -> None:
    """Tell the desk that another answer than the planned one holds the slot."""
    _tell_desk("edition.substituted", edition, f"{edition.day}:{edition.answer_id}", at)


def tell_desk_of_delay(day: date, stays: Answer, at: datetime) -> None:
    """Tell the desk, once, that the edition of `day` has not appeared and that `stays` is still shown."""
    _tell_desk("edition.late", stays, str(day), at)


def _tell_desk(kind: str, about: Edition | Answer, occasion: str, at: datetime) -> None:
    desk: list[Person | str] = list(holders(Role.Kind.EDITOR, Role.Kind.OWNER))
    if settings.OWNER_EMAIL and settings.OWNER_EMAIL.lower() not in {str(person.email) for person in desk
                                                                   if isinstance(person, Person)}:  # fmt: skip
        desk.append(settings.OWNER_EMAIL)
    for to in desk:
        whom = to.pk if isinstance(to, Person) else "owner"
        post(kind, about=about, to=to, at=at, key=f"{kind}:{occasion}:{whom}")


# --- In what words ------------------------------------------------------------------------------


@many_letters("digest")
def digests(letters: Sequence[Letter]) -> Mapping[int, Words | None]:
    """Digests. An answer that several of them tell of is put into words once."""
    rows = Digest.objects.in_bulk([int(letter.about_id) for letter in letters])
    news = news_of(list(rows.values()))
    cards = {key: _Card(answer) for key, answer in cards_of(news.values()).items()}
    return {
        letter.pk: _digest(letter, news[int(letter.about_id)], cards) if int(letter.about_id) in news else None
        for letter in letters
    }


@letter("insider.answered")
def answered(letter: Letter) -> Words | None:
    """A new answer to what somebody follows."""
    answer = _readable(letter.about)
    if answer is None:
        return None
    return Words(
        gettext("A new answer: %(headline)s") % {"headline": answer.headline},
        "insider/mail/answered",
        _card_of(answer) | {"question": answer.question},
        stop=link_to_stop("at_once", letter),
    )


@letter("repost.corrected")
def repost_corrected(letter: Letter) -> Words | None:
    """A ready notice of a correction, for a place that has republished the answer."""
    correction = letter.about
    if not isinstance(correction, Correction) or (answer := _readable(correction.answer)) is None:
        return None
    pages = list(answer.reposts.filter(contact=letter.address).order_by("pk").values_list("url", flat=True))
    if not pages:
        return None
    return Words(
        gettext("Correction: %(headline)s") % {"headline": answer.headline},
        "insider/mail/corrected",
        {
            "answer": answer,
            "pages": [{"words": page, "url": page if page.startswith(("https://", "http://")) else ""}
                      for page in pages],
            "note": correction.note,
            "day": date_format(correction.at, "j F Y"),
            "url": absolute(answer),
            "copies": absolute("answer_republish", answer.slug),
        },
        stop=link_to_stop("address", letter),
    )  # fmt: skip


@letter("edition.substituted")
def edition_substituted(letter: Letter) -> Words | None:
    """An alarm for the desk: what was planned was not ready."""
    edition = letter.about
    if not isinstance(edition, Edition) or edition.chosen == Edition.Chosen.PLANNED:
        return None
    day = date_format(edition.day, "j F Y")
    again = edition.chosen == Edition.Chosen.AGAIN
    return Words(
        gettext("The edition of %(day)s was filled from what is published") % {"day": day}
        if again
        else gettext("The edition of %(day)s was filled from the bench") % {"day": day},
        "insider/mail/substituted",
        _card_of(edition.answer) | {"again": again, "day": day},
    )


@letter("edition.late")
def edition_late(letter: Letter) -> Words | None:
    """An alarm for the desk: the edition has not appeared. Nothing to say once it has."""
    day = date.fromisoformat(letter.key.split(":")[1])
    answer = letter.about
    if Edition.objects.filter(day=day, published_at__isnull=False).exists() or not isinstance(answer, Answer):
        return None
    words = date_format(day, "j F Y")
    return Words(
        gettext("The edition of %(day)s is late") % {"day": words},
        "insider/mail/late",
        _card_of(answer) | {"day": words, "today": absolute("today")},
    )


def _readable(answer: Any) -> Answer | None:
    """The answer as everybody may read it now; None where nobody may any more."""
    if not isinstance(answer, Answer):
        return None
    return Answer.objects.visible_to(None).select_related("author__insider", "question", "source").filter(
        pk=answer.pk).first()  # fmt: skip


def _card_of(answer: Answer) -> dict[str, Any]:
    """An answer as a card of a mail shows it: `url`, `title`, `kicker`, `words`, `by`."""
    by = (author_name(answer), role_line(answer.byline_role, answer.byline_organisation))
    return {
        "url": absolute(answer),
        "title": answer.headline,
        "kicker": answer.question.title,
        "words": answer.summary,
        "by": ", ".join(filter(None, by)),
    }


class _Card:
    """An answer in a digest, in HTML and in plain text, made once for all who read of it."""

    def __init__(self, answer: Answer) -> None:
        shown = _card_of(answer)
        self.headline = answer.headline
        self.html = SafeString(get_template("notifications/mail/_card.html").render(shown))
        self.text = plain_part("notifications/mail/_card.txt", shown)


def _digest(letter: Letter, news: News, cards: Mapping[int, _Card]) -> Words | None:
    editions = [cards[key] for key in news.editions if key in cards]
    followed = [cards[key] for key in news.followed if key in cards]
    shown = [*editions, *followed]
    if not shown:
        return None
    others = len(shown) - 1 + news.more
    subject = shown[0].headline if not others else ngettext(
        "%(headline)s, and %(n)d more answer", "%(headline)s, and %(n)d more answers", others
    ) % {"headline": shown[0].headline, "n": others}  # fmt: skip
    return Words(
        subject,
        "insider/mail/digest",
        {"editions": editions, "followed": followed, "more": news.more, "mine_url": absolute("mine")},
        headers={"List-Id": f"<digest.{host()}>"},
        stop=link_to_stop("digest", letter),
    )
