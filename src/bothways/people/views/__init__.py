"""Page doors of people."""

from django.http import HttpRequest

from bothways.people.models import Person


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` is given."""

    user: Person
