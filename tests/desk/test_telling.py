"""The history of the desk is told in words: every verb that its actions write has some."""

import re
from pathlib import Path

import bothways
from bothways.desk.queries.telling import WORDS

SOURCE = Path(bothways.__file__).parent
READERS = {"answer.helped", "answer.help_unsaid", "answer.saved", "answer.unsaved"}  # theirs alone, and told to nobody


def test_every_verb_of_the_desk_has_words() -> None:
    files = [*SOURCE.glob("desk/actions/*.py"), *SOURCE.glob("insider/actions/*.py")]
    written = {verb for file in files for verb in re.findall(r'"([a-z]+\.[a-z_]+)", about=', file.read_text())}
    kinds = {verb.partition(".")[0] for verb in WORDS}
    ours = {verb for verb in written - READERS if verb.partition(".")[0] in kinds}
    assert len(ours) > 30
    assert ours - set(WORDS) == set()
