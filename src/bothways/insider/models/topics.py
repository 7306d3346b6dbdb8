"""What questions are about."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses


class Topic(models.Model):
    """What a question is about, in the community's own word."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"name", "slug", "description"}}

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])
