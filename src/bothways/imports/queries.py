"""What earlier imports have brought in."""

from collections.abc import Iterable

from django.db import models

from bothways.imports.models import Origin
from bothways.imports.records import Kind
from bothways.insider.models import Answer, Question, Reply, Source, Topic
from bothways.people.models import Person


def every(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """All rows of a model that is known only when the program runs."""
    return model._default_manager.all()  # noqa: SLF001  Django's own door for this


MODELS: dict[Kind, type[models.Model]] = {
    Kind.PERSON: Person,
    Kind.TOPIC: Topic,
    Kind.QUESTION: Question,
    Kind.ANSWER: Answer,
    Kind.REPLY: Reply,
}


def fingerprints(source: Source | None, kind: Kind, keys: Iterable[str]) -> dict[str, str]:
    """The fingerprints that rows of a source had when they were last brought in, by their keys there."""
    if source is None:
        return {}
    origins = Origin.objects.filter(source=source, kind=kind, external_id__in=list(keys))
    return dict(origins.values_list("external_id", "fingerprint"))


def present(source: Source, kind: Kind, keys: Iterable[str]) -> dict[str, int]:
    """What rows of a source became here, by their keys there; without what was removed here since."""
    origins = Origin.objects.filter(source=source, kind=kind, external_id__in={key for key in keys if key})
    ids = dict(origins.values_list("external_id", "object_id"))
    there = set(every(MODELS[kind]).filter(pk__in=ids.values()).values_list("pk", flat=True))
    return {key: number for key, number in ids.items() if number in there}
