import numpy as np

from bothways.pairing.matching import Objective, Round
from bothways.pairing.outcome import compared
from bothways.pairing.people import Labels, People
from bothways.pairing.progress import STAGES, Progress
from bothways.pairing.rules import Rules, Shared


def test_it_never_runs_backwards_and_ends_within_what_was_expected() -> None:
    heard: list[tuple[str, float, float]] = []
    told = Progress(lambda *news: heard.append(news))
    told.expect(len(Objective))
    rng = np.random.default_rng(5)
    sides = [[[str(word) for word in rng.integers(0, 9, 3)] for _ in range(12)] for _ in "ab"]
    people = [People.of([f"{k}{i}" for i in range(12)], 1, w=Labels.of(words)) for k, words in enumerate(sides)]
    made = Round(people[0], people[1], Rules(soft=(Shared("w", "w"),)))
    told("Reading", 0.5)
    compared(made, made.match(told=told), told)
    done = [at for _, at, _ in heard]
    assert done == sorted(done)
    assert {total for _, _, total in heard} == {len(Objective) * len(STAGES)}
    assert 0 < done[0] < done[-1] <= len(Objective) * len(STAGES)
    assert {*STAGES} - {"Looking for what was missed"} <= {stage for stage, _, _ in heard}
