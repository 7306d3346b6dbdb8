"""People and what they may do. A person may be known to the site (an author, say) without ever signing in."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.foundation import time
from bothways.foundation.privacy import DataClass, DataClasses


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the address of their page is chosen by the action that calls."""

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email=(email or "").lower())

    def create_user(self, *, email: str | None, name: str, slug: str, **fields: Any) -> "Person":
        person = self.model(email=email.lower() if email else None, name=name, slug=slug, **fields)
        person.set_unusable_password()
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody: a member, an author, or both. The e-mail address is the identity of those who sign in."""

    data_classes: ClassVar[DataClasses] = {
        DataClass.PUBLIC: {"name", "slug", "headline", "bio", "bio_html", "portrait"},
        DataClass.PRIVATE: {"email", "password"},
        DataClass.COMMUNITY: {"time_zone", "language"},
    }

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    headline = models.CharField(_("what you do"), max_length=160, blank=True)
    bio = models.TextField(_("about you"), blank=True)
    bio_html = models.TextField(blank=True, editable=False)
    portrait = models.ImageField(_("portrait"), upload_to="portraits/", blank=True)
    hue = models.PositiveSmallIntegerField(default=200)  # degrees; colours the initials shown where no portrait is
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=12, default="en")
    joined_at = models.DateTimeField(default=time.now)
    left_at = models.DateTimeField(null=True, blank=True)
    is_active = models.GeneratedField(
        expression=ExpressionWrapper(Q(left_at__isnull=True), output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "slug"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")), name="person_email_lower"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name where no portrait is."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self) -> Self:
        """Roles that have not ended."""
        return self.filter(ended_at__isnull=True)


class Role(models.Model):
    """What a person may do, for the whole site or for one object. It begins and ends; it is never deleted."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("owner")
        EDITOR = "editor", _("editor")
        COORDINATOR = "coordinator", _("coordinator")
        SAFEGUARDING_LEAD = "safeguarding_lead", _("safeguarding lead")

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"kind", "scope"}}

    SITE = "site"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=24, choices=Kind)
    scope = models.CharField(max_length=64, default=SITE)  # "site", or "program:12"
    granted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "scope"], condition=Q(ended_at__isnull=True), name="role_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at")), name="role_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()} · {self.scope}"
