"""Personal links: a capability to one draft, for somebody without an account."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.desk.models.invitations import Invitation
from bothways.foundation import capability
from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person

PURPOSE = "draft"


class LinkQuerySet(models.QuerySet["Link"]):
    def current(self, at: datetime) -> Self:
        """Links that open their draft at `at`."""
        return self.filter(
            revoked_at__isnull=True,
            expires_at__gt=at,
            invitation__declined_at__isnull=True,
            invitation__withdrawn_at__isnull=True,
        )

    def of_token(self, token: str) -> Self:
        """The link of which `token` was written into a letter; none where nobody wrote it."""
        public_id = capability.opened(PURPOSE, token)
        return self.filter(public_id=public_id) if public_id else self.none()


class Link(models.Model):
    """Opens one draft: to read, write and hand it in, and nothing else. The leader's also declines, delegates, signs.

    The token in the address is made from the key of the site and `public_id`, so it stands in no table.
    """

    class Holder(models.TextChoices):
        LEADER = "leader", _("the leader")
        DELEGATE = "delegate", _("a delegate")

    data_classes: ClassVar[DataClasses] = {
        DataClass.PRIVATE: {"address"},
        DataClass.COMMUNITY: {"name"},
        DataClass.SYSTEM: {"holder"},
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="links")
    holder = models.CharField(max_length=8, choices=Holder)
    address = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["invitation", "-made_at"], name="link_of_invitation")]

    def __str__(self) -> str:
        return f"{self.get_holder_display()} · {self.invitation}"

    def get_absolute_url(self) -> str:
        return reverse("draft", args=[self.token])

    @property
    def token(self) -> str:
        """What stands in the address; only the key of this site makes it."""
        return capability.sealed(PURPOSE, self.public_id)

    @property
    def of_leader(self) -> bool:
        """Whether the leader holds it, who may do more than a delegate."""
        return self.holder == self.Holder.LEADER


class LinkUse(models.Model):
    """A link was used: the log that the desk sees."""

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"verb"}}

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="uses")
    verb = models.CharField(max_length=24)  # "opened", "saved", "handed in" …
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["link", "-at"], name="link_use_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
