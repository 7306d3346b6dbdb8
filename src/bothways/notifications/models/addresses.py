"""Addresses to which nothing goes for now, and the returned letters that lead there."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from bothways.foundation.privacy import DataClass, DataClasses


class PausedAddress(models.Model):
    """Nothing from the outbox goes to this address, until somebody proves that mail arrives there again."""

    data_classes: ClassVar[DataClasses] = {DataClass.PRIVATE: {"address", "reason"}}

    address = models.EmailField(unique=True)
    reason = models.CharField(max_length=300)  # in words; often those of the other mail server
    paused_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "paused addresses"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(address=Lower("address")), name="paused_address_lower"),
        ]

    def __str__(self) -> str:
        return self.address


class SoftBounce(models.Model):
    """A letter came back for a reason that may pass: a full box, say. Several within some days pause the address."""

    data_classes: ClassVar[DataClasses] = {DataClass.PRIVATE: {"address", "reason"}}

    address = models.EmailField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address", "at"], name="soft_bounce_of_address")]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d}"
