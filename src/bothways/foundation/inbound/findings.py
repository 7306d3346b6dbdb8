"""What was found out about one part of the mail."""

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "bad", "unknown"]


@dataclass(frozen=True)
class Finding:
    """What was found of one thing, in a sentence."""

    name: str
    state: State
    words: str
