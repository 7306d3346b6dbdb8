"""What the insider room does when people change: people stand below it and cannot call it."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from bothways.insider.actions.indexing import refresh
from bothways.insider.models import Insider
from bothways.people.models import Person

SHOWN = {"name", "slug", "headline", "bio", "bio_html", "left_at"}


@receiver(post_save, sender=Person)
def person_changed(
    instance: Person, *, created: bool, raw: bool, update_fields: frozenset[str] | None, **_: Any
) -> None:
    """Search knows people by their present name at once. Nobody can be found on the day they join."""
    if not created and not raw and (update_fields is None or SHOWN & set(update_fields)):
        refresh(people=[instance.pk])


@receiver(post_save, sender=Insider)
@receiver(post_delete, sender=Insider)
def by_line_changed(instance: Insider, *, raw: bool = False, **_: Any) -> None:
    """Whoever gets a by-line can be found from then on."""
    if not raw:
        refresh(people=[instance.pk])
