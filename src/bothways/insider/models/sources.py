"""Collections that were brought in from elsewhere."""

from typing import ClassVar

from django.db import models

from bothways.foundation.privacy import DataClass, DataClasses


class Source(models.Model):
    """A collection that was brought in from elsewhere, with the credit that its licence asks for."""

    data_classes: ClassVar[DataClasses] = {
        DataClass.PUBLIC: {"key", "name", "url", "licence", "licence_url", "credit"},
    }

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=80)
    licence_url = models.URLField(max_length=500, blank=True)
    credit = models.CharField(max_length=300, blank=True)  # who is to be named

    def __str__(self) -> str:
        return self.name
