"""Where an imported row came from, so that the same dump can be brought in again."""

from typing import ClassVar

from django.db import models

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models import Source


class Origin(models.Model):
    """Ties one row of a source to what it became here; the fingerprint tells whether the row has changed since."""

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"kind", "external_id", "fingerprint"}}

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="origins")
    kind = models.CharField(max_length=16)  # "person", "topic", "question", "answer", "reply"
    external_id = models.CharField(max_length=200)
    object_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "kind", "external_id"], name="origin_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
