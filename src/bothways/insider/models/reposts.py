"""Where answers were republished."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models.answers import Answer


class Repost(models.Model):
    """A place that has republished an answer, told when a correction is made."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"url"}, DataClass.PRIVATE: {"contact"}}

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="reposts")
    url = models.URLField(_("where it was republished"), max_length=500)
    contact = models.EmailField(_("whom to tell of a correction"), blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "url"], name="repost_once")]

    def __str__(self) -> str:
        return self.url
