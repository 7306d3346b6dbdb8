"""The addresses of the desk's own pages. A page takes the verbs that fit what it shows."""

from django.urls import path

from bothways.desk.views import (
    answers,
    board,
    calendar,
    corrections,
    editing,
    invitations,
    leaders,
    mail,
    questions,
    versions,
)  # fmt: skip

urlpatterns = [
    path("", board.board, name="desk"),
    path("queue/", questions.queue, name="desk_queue"),
    path("questions/new/", questions.ask, name="desk_ask"),
    path("questions/<int:pk>/", questions.question, name="desk_question"),
    path("questions/<int:pk>/reword/", questions.reword, name="desk_reword"),
    path("questions/<int:pk>/merge/", questions.merge, name="desk_merge"),
    path("questions/<int:pk>/invite/", invitations.invite, name="desk_invite"),
    path("answers/<int:pk>/", answers.answer, name="desk_answer"),
    path("answers/<int:pk>/edit/", editing.edit, name="desk_edit"),
    path("answers/<int:pk>/versions/", versions.versions, name="desk_versions"),
    path("answers/<int:pk>/record/", versions.record, name="desk_record"),
    path("answers/<int:pk>/mail/", mail.mail, name="desk_mail"),
    path("answers/<int:pk>/correct/", editing.correct, name="desk_correct"),
    path("calendar/", calendar.calendar, name="desk_calendar"),
    path("invitations/", invitations.invitations, name="desk_invitations"),
    path("invitations/invitations.csv", invitations.invitations_file, name="desk_invitations_file"),
    path("invitations/<int:pk>/", invitations.invitation, name="desk_invitation"),
    path("leaders/", invitations.leaders, name="desk_leaders"),
    path("leaders/leaders.csv", invitations.ledger_file, name="desk_ledger_file"),
    path("leaders/new/", leaders.introduce, name="desk_introduce"),
    path("leaders/<int:pk>/", leaders.leader, name="desk_leader"),
    path("corrections/", corrections.corrections, name="desk_corrections"),
    path("corrections/corrections.csv", corrections.corrections_file, name="desk_corrections_file"),
]
