"""What happened. Entries are only ever added; the words that describe one stand beside it and can be erased."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from bothways.foundation.privacy import DataClass, DataClasses


class Entry(models.Model):
    """One action. It holds ids and commitments only, so that erasing a person's words never breaks the chain."""

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"verb", "about_kind", "about_id", "commitment", "link"}}

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField()
    verb = models.CharField(max_length=64)  # "answer.published"
    actor_id = models.BigIntegerField(null=True)  # not a foreign key: an entry outlives the person
    about_kind = models.CharField(max_length=64)
    about_id = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)  # SHA-256 over salt and details, hex
    link = models.CharField(max_length=64, unique=True)  # SHA-256 that chains this entry to the one before, hex

    class Meta:
        indexes: ClassVar = [models.Index(fields=["about_kind", "about_id"], name="entry_about")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Details(models.Model):
    """What an entry says in words and values. Erasable: the entry's commitment stays and proves nothing was added."""

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"salt"}}

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="details")
    salt = models.CharField(max_length=32)
    values = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "details"

    def __str__(self) -> str:
        return f"details of {self.entry_id}"
