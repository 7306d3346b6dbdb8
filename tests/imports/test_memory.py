import gc
import tracemalloc
from pathlib import Path

from bothways.imports.preparing import collect
from bothways.imports.readers import stackexchange
from bothways.imports.records import Kind
from bothways.imports.report import Report
from bothways.imports.staging import Staging
from tests.imports import material

PLATEAU = 4_000_000  # bytes of Python objects that reading may hold at once, whatever the size of the file


def reading_peak(folder: Path, posts: int) -> int:
    body = "<p>" + "flour water salt " * 60 + "</p>"
    rows = [{**material.POSTS[0], "Id": str(number), "Body": body} for number in range(1, posts + 1)]
    found = stackexchange.files(material.write_dump(folder, Posts=rows))
    del rows
    gc.collect()
    report = Report()
    tracemalloc.start()
    with Staging() as staging:
        collect(stackexchange.read(found, "https://bread.example"), staging, report)
        assert staging.size(Kind.QUESTION) == posts
        for batch in staging.batches(Kind.QUESTION):
            assert batch
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_ten_times_the_rows_take_no_more_memory(tmp_path: Path) -> None:
    few, many = reading_peak(tmp_path / "few", 1_000), reading_peak(tmp_path / "many", 8_000)
    assert many < PLATEAU
    assert many < 1.3 * few
