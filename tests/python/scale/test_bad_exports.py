"""Export records in Parquet that cannot be what they say: one clear error a file, by name."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.landing.exports import plan
from tsi_warehouse.landing.memo import head_names

NAMES = head_names(PROJECT / "seeds")
GOOD: dict[str, object] = {"region": ["北京"], "year": [2015], "hs8": ["01012100"], "value": [1.5]}
BAD: dict[str, tuple[dict[str, object], str, str]] = {
    "no value": ({"value": None}, "LAND-20", "lacks: value."),
    "no region": ({"region": None}, "LAND-20", "lacks: region."),
    "values that are lists": ({"value": [[1.5]]}, "LAND-22", "value"),
    "values that are true or false": ({"value": [True]}, "LAND-22", "bool"),
    "regions that are fractions": ({"region": [1.5]}, "LAND-22", "region"),
    "years in bytes": ({"year": [b"2015"]}, "LAND-22", "binary"),
    "no record": (dict.fromkeys(GOOD, pa.array([], pa.string())), "LAND-05", "0 records"),
    "codes that were numbers": (
        {"region": ["北"] * 2, "year": [2015] * 2, "hs8": None, "product": [1012100, 85171200], "value": [1.0] * 2},
        "LAND-23", "7 to 8 digits",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_hold_records_is_refused_by_name(tmp_path: Path, case: str) -> None:
    changes, code, said = BAD[case]
    columns = {name: column for name, column in {**GOOD, **changes}.items() if column is not None}
    (tmp_path / "exports").mkdir()
    pq.write_table(pa.table(columns), tmp_path / "exports" / "坏.parquet")

    result = plan(tmp_path / "exports", tmp_path / "work", NAMES)

    (problem,) = result.problems
    assert problem.code == code
    assert "坏.parquet" in problem.en
    assert "坏.parquet" in problem.zh
    assert said in problem.en
    assert result.files["read_sql"].to_pylist() == [""]


def test_a_torn_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    path = tmp_path / "exports" / "torn.parquet"
    pq.write_table(pa.table(GOOD), path)
    path.write_bytes(path.read_bytes()[:-20])

    (problem,) = plan(tmp_path / "exports", tmp_path / "work", NAMES).problems

    assert (problem.code, "torn.parquet" in problem.en) == ("LAND-02", True)


def test_codes_of_one_length_may_be_numbers(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    pq.write_table(pa.table(GOOD | {"hs8": [85171200]}), tmp_path / "exports" / "a.parquet")

    result = plan(tmp_path / "exports", tmp_path / "work", NAMES)

    assert result.problems == []
    assert result.files["reading"].to_pylist() == ["typed"]


def test_customs_codes_may_be_numbers_since_their_length_shows_a_lost_zero(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    for name, codes in (("whole", [1012100, 85171200]), ("with gaps", [1012100.0, 85171200.0])):
        columns = {
            **GOOD,
            "region": ["北京"] * 2,
            "year": [2015] * 2,
            "hs8": codes,
            "value": [1.0] * 2,
        }
        pq.write_table(pa.table(columns), tmp_path / "exports" / f"{name}.parquet")

    result = plan(tmp_path / "exports", tmp_path / "work", NAMES)

    assert result.problems == []
    assert result.files["reading"].to_pylist() == ["typed"] * 2
    assert result.files["record_count"].to_pylist() == [2, 2]
