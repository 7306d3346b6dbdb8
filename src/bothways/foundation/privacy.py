"""How private each stored word is. Every text field of every model is put in one of these classes."""

from enum import StrEnum


class DataClass(StrEnum):
    """From what anybody may read to what only a safeguarding lead may."""

    PUBLIC = "P0"
    COMMUNITY = "P1"
    PROGRAM = "P2"
    PRIVATE = "P3"
    SEALED = "P4"
    SAFEGUARDING = "P5"
    SYSTEM = "system"  # identifiers, states, hashes: no words of a person


DataClasses = dict[DataClass, set[str]]
