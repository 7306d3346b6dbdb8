"""The by-lines of leaders."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person


class Insider(models.Model):
    """The by-line of a leader whom the desk invites, as it stands today; an answer keeps its own copy."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"role_title", "organisation", "verification"}}

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="insider")
    role_title = models.CharField(_("role"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verification = models.CharField(_("how it was verified"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.person.name

    def get_absolute_url(self) -> str:
        return reverse("insider", args=[self.person.slug])
