"""Every address of the site, and what each kind of visitor gets there: the table that other tests read from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.world import VISITORS

# Columns stand two spaces apart. One status stands for every visitor; two for one who is not signed in and for all
# who are; five for
# anonymous, member, insider, editor, owner. Kinds:
#   query  as page, made for the one who asks
#   desk   read by the desk alone, in HTML
#   page   public words in HTML       own     one's own page, in HTML     entrance  the way in, in HTML
#   feed   public, for programs       button  changes something (POST)    moved     leads elsewhere
#   frame  public, for other sites    other   anything else
TABLE = """
address                                          kind      GET      POST
/                                                page      200      405
/today/                                          page      200      405
/about/                                          page      200      405
/health/                                         other     200      405
/patterns/                                       page      200      405

/questions/                                      page      200      405
/questions/?show=waiting                         page      200      405
/questions/{question}/                           page      200      405
/questions/{waiting}/                            page      200      405
/questions/{hidden}/                             other     404      405
/questions/{merged}/                             moved     301      405
/questions/why-a-mentor/                         moved     301      405
/questions/{question}/follow/                    button    405      302
/questions/{hidden}/follow/                      button    405      302 404

/answers/{answer}/                               page      200      405
/answers/{second}/                               page      200      405
/answers/{withdrawn}/                            other     410      405
/answers/{unpublished}/                          other     404      405
/answers/{answer}/print/                         page      200      405
/answers/{withdrawn}/print/                      other     404      405
/answers/{answer}/save/                          button    405      302
/answers/{answer}/helped/                        button    405      302
/answers/{unpublished}/save/                     button    405      302 404
/answers/{unpublished}/helped/                   button    405      302 404

/insiders/                                       page      200      405
/insiders/{insider}/                             page      200      405
/insiders/{writer}/                              moved     302      405
/insiders/{member}/                              moved     302      405
/insiders/{reader}/                              other     404      405
/insiders/{insider}/follow/                      button    405      302
/people/{writer}/                                page      200      405
/people/{insider}/                               moved     301      405
/people/{member}/                                page      200      405
/people/{reader}/                                other     404      405

/topics/                                         page      200      405
/topics/{topic}/                                 page      200      405
/topics/{topic}/follow/                          button    405      302

/archive/                                        page      200      405
/archive/{year}/{month}/                         page      200      405
/archive/{year}/{month}/{day}/                   page      200      405
/archive/{year}/{month}/1/                       other     404      405
/archive/{year}/13/                              other     404      405

/answers/{answer}/republish/                     page      200      302 200
/answers/{answer}/embed/                         frame     200      405
/answers/{withdrawn}/embed/                      other     410      405
/answers/{answer}/card.png                       feed      200      405
/questions/{question}/embed/                     frame     200      405
/questions/{waiting}/embed/                      frame     200      405
/questions/{question}/card.png                   feed      200      405
/card.png                                        feed      200      405
/favicon.ico                                     moved     302      405
/feed.atom                                       feed      200      405
/feed.json                                       feed      200      405
/topics/{topic}/feed.atom                        feed      200      405
/topics/{topic}/feed.json                        feed      200      405
/insiders/{insider}/feed.atom                    feed      200      405
/insiders/{insider}/feed.json                    feed      200      405
/insiders/{member}/feed.atom                     other     404      405
/questions/{question}/feed.atom                  feed      200      405
/questions/{question}/feed.json                  feed      200      405
/questions/{hidden}/feed.atom                    other     404      405
/oembed/?url={origin}/answers/{answer}/          feed      200      405
/oembed/?url={origin}/answers/{unpublished}/     other     404      405
/oembed/?url={origin}/me/                        other     404      405
/sitemap.xml                                     feed      200      405
/sitemap-answer-1.xml                            feed      200      405
/sitemap-nothing-1.xml                           other     404      405
/robots.txt                                      feed      200      405
/manifest.webmanifest                            feed      200      405
/.well-known/security.txt                        feed      200      405

/search/                                         query     200      405
/search/?q=mentor                                query     200      405
/search/?q=nothing+at+all                        query     200      405

/me/                                             own       302 200  405
/me/profile/                                     own       302 200  302 200
/me/profile/portrait/                            button    302 405  302 200
/me/profile/portrait/remove/                     button    302 405  302
/me/security/                                    own       302 200  405
/me/security/sessions/1/end/                     button    302 405  302 404
/me/letters/                                     own       302 200  302 200
/me/letters/resume/                              button    405      302
/letters/stop/nonsense/                          other     404      404
/letters/stop/{link}/                            other     200      200
/site/mail/                                      other     302 404 404 404 200  405
/site/mail/test/                                 button    405      302 404 404 404 302
/site/letters/                                   other     302 404 404 404 200  405
/site/letters/?show=waiting                      other     302 404 404 404 200  405
/site/letters/?show=sent                         other     302 404 404 404 200  405
/site/letters/letters.csv                        other     302 404 404 404 200  405
/site/letters/resend/                            button    405      302 404 404 404 302
/site/letters/stop/                              button    405      302 404 404 404 302
/site/letters/999999999/resend/                  button    405      302 404 404 404 404
/desk/                                           desk      302 404 404 200 200  302 404
/desk/?words=third&topic=none&days=3&mine=on     desk      302 404 404 200 200  302 404
/desk/?state=draft                               desk      302 404 404 200 200  302 404
/desk/queue/                                     desk      302 404 404 200 200  405
/desk/questions/new/                             desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/{q_asked}/                       desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/{q_accepted}/                    desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/{q_merged}/                      desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/{q_asked}/reword/                desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/{q_asked}/merge/                 desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/{q_asked}/merge/?into={q_open}   desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/{q_accepted}/invite/             desk      302 404 404 200 200  302 404 404 200 200
/desk/questions/999999/                          other     302 404  302 404
/desk/answers/{a_draft}/                         desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_handed_in}/                     desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_scheduled}/                     desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_published}/                     desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_withdrawn}/                     desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_handed_in}/edit/                desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_handed_in}/versions/            desk      302 404 404 200 200  405
/desk/answers/{a_draft}/mail/                    desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_published}/mail/                other     302 404  302 404
/desk/answers/{a_published}/record/              desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_published}/correct/             desk      302 404 404 200 200  302 404 404 200 200
/desk/answers/{a_draft}/correct/                 moved     302 404 404 302 302  302 404 404 302 302
/desk/answers/999999/                            other     302 404  302 404
/desk/calendar/                                  desk      302 404 404 200 200  302 404 404 200 200
/desk/calendar/?month=2026-11&move=2026-11-22    desk      302 404 404 200 200  302 404 404 200 200
/desk/invitations/                               desk      302 404 404 200 200  405
/desk/invitations/?show=ended                    desk      302 404 404 200 200  405
/desk/invitations/invitations.csv                other     302 404 404 200 200  405
/desk/invitations/{i_draft}/                     desk      302 404 404 200 200  302 404 404 200 200
/desk/leaders/                                   desk      302 404 404 200 200  405
/desk/leaders/leaders.csv                        other     302 404 404 200 200  405
/desk/leaders/new/                               desk      302 404 404 200 200  302 404 404 200 200
/desk/leaders/{p_leader}/                        desk      302 404 404 200 200  302 404 404 200 200
/desk/corrections/                               desk      302 404 404 200 200  405
/desk/corrections/corrections.csv                other     302 404 404 200 200  405
/draft/{draft}/                                  other     200      405
/draft/nonsense/                                 other     404      405
/draft/{draft}/accept/                           button    405      302
/draft/{draft}/save/                             button    405      302
/draft/{draft}/settle/                           button    405      409
/draft/{draft}/hand-in/                          button    405      422
/draft/{draft}/take-back/                        button    405      409
/draft/{draft}/decline/                          button    405      422
/draft/{draft}/reopen/                           button    405      409
/draft/{draft}/suggest/                          button    405      422
/draft/{draft}/delegate/                         button    405      422
/draft/{draft}/delegate/end/                     button    405      404
/draft/{draft}/code/                             button    405      409
/draft/{draft}/sign/                             button    405      409
/draft/{draft}/passkey/                          button    405      404
/draft/{draft}/unsign/                           button    405      409
/draft/{draft}/new-link/                         button    405      202
/me/invitations/                                 own       302 200  405
/me/invitations/{invitation}/                    other     302 404 200 404 404  405
/me/invitations/{invitation}/accept/             button    405      302 404 302 404 404
/me/invitations/{invitation}/save/               button    405      302 404 302 404 404
/me/invitations/{invitation}/settle/             button    405      302 404 409 404 404
/me/invitations/{invitation}/hand-in/            button    405      302 404 422 404 404
/me/invitations/{invitation}/take-back/          button    405      302 404 409 404 404
/me/invitations/{invitation}/decline/            button    405      302 404 422 404 404
/me/invitations/{invitation}/reopen/             button    405      302 404 409 404 404
/me/invitations/{invitation}/suggest/            button    405      302 404 422 404 404
/me/invitations/{invitation}/delegate/           button    405      302 404 422 404 404
/me/invitations/{invitation}/delegate/end/       button    405      302 404 404 404 404
/me/invitations/{invitation}/code/               button    405      302 404 409 404 404
/me/invitations/{invitation}/sign/               button    405      302 404 409 404 404
/me/invitations/{invitation}/passkey/            button    405      302 404 422 404 404
/me/invitations/{invitation}/unsign/             button    405      302 404 409 404 404

/media/portraits/00000000000000000000000000000000.webp  other  404  405

/accounts/login/                                 entrance  200 302  200 302
/accounts/signup/                                entrance  200 302  200 302
/accounts/login/code/                            moved     302      302
/accounts/login/code/confirm/                    moved     302      302
/accounts/confirm-email/                         moved     302      302
/accounts/logout/                                entrance  302 200  302
/accounts/inactive/                              entrance  200      405
/accounts/email/                                 own       302 200  302
/accounts/password/change/                       moved     302      302
/accounts/password/set/                          moved     302      302
/accounts/password/reset/                        entrance  200      200
/accounts/password/reset/confirm/                moved     302      302
/accounts/password/reset/complete/               moved     302      302
/accounts/password/reset/done/                   entrance  200      405
/accounts/reauthenticate/                        moved     302      302
/accounts/reauthenticate/code/                   own       302 200  302 200
/accounts/sessions/                              moved     302      302
/accounts/2fa/                                   moved     302      302
/accounts/2fa/authenticate/                      moved     302      302
/accounts/2fa/reauthenticate/                    moved     302      302
/accounts/2fa/totp/activate/                     moved     302      302
/accounts/2fa/totp/deactivate/                   other     302 404  302 404
/accounts/2fa/recovery-codes/                    other     302 404  302 405
/accounts/2fa/recovery-codes/generate/           moved     302      302
/accounts/2fa/recovery-codes/download/           other     302 404  302 404
/accounts/2fa/webauthn/                          moved     302      302
/accounts/2fa/webauthn/add/                      moved     302      302
/accounts/2fa/webauthn/reauthenticate/           moved     302      302
/accounts/2fa/webauthn/keys/1/edit/              moved     302      302
/accounts/2fa/webauthn/keys/1/remove/            moved     302      302
/accounts/2fa/webauthn/login/                    moved     302      302
"""


@dataclass(frozen=True)
class Route:
    """One row of the table."""

    address: str
    kind: str
    get: tuple[int, ...]
    post: tuple[int, ...]

    def __str__(self) -> str:
        return self.address

    def expected(self, method: str, visitor: str) -> int:
        """The status of the answer to `method` from `visitor`."""
        return (self.get if method == "GET" else self.post)[VISITORS.index(visitor)]


def _statuses(column: str) -> tuple[int, ...]:
    """The five statuses that a column of one, two or five stands for."""
    numbers = [int(word) for word in column.split()]
    anonymous, *others = numbers
    if len(numbers) == len(VISITORS):
        return tuple(numbers)
    return anonymous, *(others or [anonymous]) * (len(VISITORS) - 1)


def _read(table: str) -> Iterator[Route]:
    _, *lines = (line for line in table.splitlines() if line.strip())
    for line in lines:
        address, kind, get, post = re.split(" {2,}", line.strip())
        yield Route(address, kind, _statuses(get), _statuses(post))


ROUTES = tuple(_read(TABLE))


def routes_of(*kinds: str) -> list[Route]:
    """The rows of the given kinds."""
    return [route for route in ROUTES if route.kind in kinds]


def declared_patterns(resolver: URLResolver | None = None, before: str = "") -> set[str]:
    """The pattern of every address that the project answers."""
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = before + str(pattern.pattern)
        found |= declared_patterns(pattern, whole) if isinstance(pattern, URLResolver) else {whole}
        assert isinstance(pattern, URLPattern | URLResolver)
    return found
