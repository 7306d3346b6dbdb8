"""Where mail goes on a machine that has no mail server."""

import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FileBackend

_CODE = re.compile(r"^[A-Z0-9]{3,5}(-[A-Z0-9]{3,5})+$", re.MULTILINE)


class AnnouncingBackend(FileBackend):
    """Writes every mail to a file, and a code in it to the server's output: for a demonstration on one's own machine.

    It prints one line for each mail that holds a code on a line of its own:
    "Sign-in code for noor@longtable.example: ABCD-EFGH".
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if (code := _CODE.search(str(message.body))) is not None:
                print(f"{message.subject} for {', '.join(message.to)}: {code[0]}", flush=True)  # noqa: T201
        return super().send_messages(email_messages)
