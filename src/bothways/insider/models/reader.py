"""Whoever looks at a page."""

from django.contrib.auth.models import AnonymousUser

from bothways.people.models import Person

Reader = Person | AnonymousUser | None
