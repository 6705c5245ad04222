"""seeds/sources.csv says of every simulated file that a package may carry it."""

from __future__ import annotations

import csv
from fnmatch import fnmatchcase
from pathlib import Path

PROJECT = Path(__file__).parents[3]


def test_every_simulated_file_has_its_source() -> None:
    with (PROJECT / "seeds" / "sources.csv").open(encoding="utf-8") as file:
        sources = list(csv.DictReader(file))
    raw = PROJECT / "raw"
    files = [
        path.relative_to(raw).as_posix()
        for path in raw.rglob("*")
        if path.suffix in (".csv", ".xlsx") and path.name != "truth.csv"
    ]
    assert len(files) > 10
    for file in files:
        found = [row for row in sources if fnmatchcase(file, row["file"])]
        assert [row["may_redistribute"] for row in found] == ["true"], file
        assert "simulated" in found[0]["provider"]
