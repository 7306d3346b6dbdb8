"""What is promised of compiling: the same answers without it, which the result says; and none for small rounds."""

import json
import os
import subprocess
import sys

SOLVE = """
import json, sys
from bothways.pairing.matching import Round
from devtools.bench.pairing.rounds import tables
match = Round(*tables(int(sys.argv[1]))).match()
pairs = [(pair.mentee, pair.mentor, pair.units) for pair in match.pairs]
told = {"pairs": pairs, "price": match.price.tolist(), "notes": match.notes, "proved": match.certificate.holds}
print(json.dumps({**told, "numba": "numba" in sys.modules}))
"""


def solved(mentees: int, compiling: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", SOLVE, str(mentees)],
        env=os.environ | {"BOTHWAYS_PAIRING_COMPILE": compiling},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_same_pairs_and_prices_without_compiling_and_the_result_says_so() -> None:
    quickly, slowly = solved(1300, "1"), solved(1300, "0")
    assert quickly["numba"]
    assert not slowly["numba"]
    assert quickly["proved"]
    assert slowly["proved"]
    assert quickly["pairs"] == slowly["pairs"]
    assert quickly["price"] == slowly["price"]
    assert quickly["notes"] == []
    assert slowly["notes"] == [
        "Compiling is switched off (BOTHWAYS_PAIRING_COMPILE=0): the answer is the same, the way is slower."
    ]


def test_no_compiler_is_loaded_for_a_hundred_people() -> None:
    assert not solved(100, "1")["numba"]
