"""The addresses of drafts: the same verbs behind the personal link and behind the leader's account."""

from django.urls import URLPattern, URLResolver, include, path

from bothways.desk.views import draft_answering, draft_delegating, draft_links, draft_list, draft_signing, draft_writing
from bothways.desk.views.draft_pages import draft

verbs: list[URLPattern] = [
    path("accept/", draft_answering.accepted),
    path("save/", draft_writing.saved),
    path("settle/", draft_writing.settled),
    path("hand-in/", draft_writing.handed_in),
    path("take-back/", draft_writing.taken_back),
    path("decline/", draft_answering.declined),
    path("reopen/", draft_answering.reopened),
    path("suggest/", draft_answering.suggested),
    path("delegate/", draft_delegating.delegated),
    path("delegate/end/", draft_delegating.ended),
    path("code/", draft_signing.code_asked),
    path("sign/", draft_signing.signed),
    path("passkey/", draft_signing.signed_by_passkey),
    path("unsign/", draft_signing.unsigned),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("draft/<str:token>/", draft, name="draft"),
    path("draft/<str:token>/new-link/", draft_links.new_link, name="new_link"),
    path("draft/<str:token>/", include(verbs)),
    path("me/invitations/", draft_list.invitations, name="invitations"),
    path("me/invitations/<int:number>/", draft, name="invitation"),
    path("me/invitations/<int:number>/", include(verbs)),
]
