"""Every word that is stored has a data class, and one only: what may be read by whom is decided from these."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from bothways.foundation.privacy import DataClass

WORDS = (models.CharField, models.TextField, models.FileField, models.JSONField, models.BinaryField)
ELSEWHERE = {
    "history.Details.values": "each value is of the class of what the action was about; erased with the person",
}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("bothways.")]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_every_word_of_the_model_has_one_data_class(model: type[models.Model]) -> None:
    declared = Counter(name for names in model.data_classes.values() for name in names)  # type: ignore[attr-defined]
    assert [name for name, count in declared.items() if count > 1] == []
    stored = {field.name for field in model._meta.concrete_fields if isinstance(field, WORDS)}
    excused = {name for name in stored if f"{model._meta.label}.{name}" in ELSEWHERE}
    assert set(declared) == stored - excused


def test_there_are_models_to_look_at() -> None:
    assert {"insider.Answer", "people.Person", "history.Entry"} <= {model._meta.label for model in ours()}


def test_an_address_for_mail_is_never_public() -> None:
    for model in ours():
        mail = {field.name for field in model._meta.concrete_fields if isinstance(field, models.EmailField)}
        assert not mail & model.data_classes.get(DataClass.PUBLIC, set())  # type: ignore[attr-defined]
