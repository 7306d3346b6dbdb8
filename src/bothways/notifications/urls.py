from django.urls import path, re_path

from bothways.notifications.views import choices, leaving, mail, outbox

urlpatterns = [
    path("me/letters/", choices.letters, name="letters"),
    path("me/letters/resume/", choices.resume, name="resume_letters"),
    path("letters/stop/<str:token>/", leaving.stop_letters, name="stop_letters"),
    path("site/letters/", outbox.outbox, name="outbox"),
    path("site/letters/letters.csv", outbox.outbox_csv, name="outbox_csv"),
    re_path("^site/letters/(?P<verb>resend|stop)/$", outbox.change_all, name="change_letters"),
    re_path("^site/letters/(?P<number>[0-9]{1,18})/(?P<verb>resend|stop|drop|keep)/$", outbox.change_letter,
            name="change_letter"),
    path("site/mail/", mail.site_mail, name="site_mail"),
    path("site/mail/test/", mail.test_mail, name="test_mail"),
]  # fmt: skip
