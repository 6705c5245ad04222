"""Bad input, as users meet it: place and remedy, the exit code, nothing published.

One small study serves all cases in turn, since most of a refresh is fixed cost.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import (
    LONG_HEADER,
    PROJECT,
    SMALL_REGIONS,
    SMALL_YEARS,
    new_study,
    small_study,
    tsi_again,
    write_small_series,
    write_table,
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study with two digital indicators and exports of two industries."""
    folder = small_study(tmp_path_factory.mktemp("studies") / "small")
    write_small_series(folder / "raw" / "domains.csv", "域名数", "万个", 10.0)
    write_small_series(folder / "raw" / "sites.csv", "网站数", "万个", 5.0)
    write_table(
        folder / "raw" / "exports" / "exports.csv",
        ["地区", "年份", "行业", "出口额"],
        [
            [region, year, industry, 100]
            for region in SMALL_REGIONS
            for year in SMALL_YEARS
            for industry in ("纺织业", "39")
        ],
    )
    return folder


@contextmanager
def changed(*paths: Path) -> Iterator[None]:
    """Put these files back afterwards as they were, or away where they were not."""
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    try:
        yield
    finally:
        for path, content in before.items():
            path.unlink(missing_ok=True)
            if content is not None:
                path.write_bytes(content)


def refused(study: Path, code: int, *options: str, **variables: str) -> str:
    """What a refresh that must fail with this exit code says; nothing may be published."""
    run = tsi_again("refresh", "--study", study, *options, **variables)
    said = run.stdout + run.stderr
    assert run.returncode == code, said
    assert "Traceback" not in said
    assert not (study / "warehouse" / "current").exists()
    assert f"exit {code}: " in said.splitlines()[-1] or f"退出码 {code}：" in said.splitlines()[-1]
    return said


def test_cells_that_need_a_decision_are_reported_with_place_and_remedy(study: Path) -> None:
    raw = study / "raw"
    bad, exports = raw / "bad.csv", raw / "exports" / "bad.csv"
    with changed(bad, exports, raw / "again.csv"):
        write_table(bad, LONG_HEADER, [
            ["北亰", 2011, 1, "万个", "域名数"],
            ["北京", "上年", 1, "万个", "域名数"],
            ["北京", 2012, 1, "亿个", "网站数"],
            ["北京", 2012, "约5", "元", "人均地区生产总值"],
            ["北京", 2012, 7, "只", "猫"],
        ])  # fmt: skip
        write_table(raw / "again.csv", LONG_HEADER, [["天津", 2012, 999, "万个", "域名数"]])
        write_table(
            exports,
            ["region", "date", "industry", "value", "unit"],
            [["北京", "2011-05-01", "纺识业", 1, ""], ["北京", "2011-13-01", "39", 1, ""],
             ["北京", "2011-05-01", "39", 1, "文"]],
        )  # fmt: skip
        looked = tsi_again("check-raw", "--study", study)
        said = refused(study, 1)
    lines = {code: [line for line in said.splitlines() if f"{code}: " in line] for code in (
        "CELL-01", "CELL-02", "CELL-03", "CELL-04", "CELL-05", "CELL-06")}  # fmt: skip
    for code, line_found in lines.items():
        assert line_found, f"{code} is missing in\n{said}"
    assert "'北亰'" in lines["CELL-01"][0]
    assert "bad.csv, C2" in lines["CELL-01"][0]
    assert "北京" in lines["CELL-01"][0].split("Most similar")[1]
    assert "seeds/region_aliases.csv" in lines["CELL-01"][0]
    assert "'纺识业'" in lines["CELL-02"][0]
    assert "纺织业" in lines["CELL-02"][0].split("Most similar")[1]
    assert any(
        "'亿个'" in line and "'万个'" in line and "bad.csv, C4" in line for line in lines["CELL-03"]
    )
    assert any("exports/bad.csv" in line and "'文'" in line for line in lines["CELL-03"])
    assert "again.csv, C2: 999" in lines["CELL-04"][0]
    assert "domains.csv" in lines["CELL-04"][0]
    assert "'上年'" in lines["CELL-05"][0]
    assert "exports/bad.csv" in lines["CELL-06"][0]
    # check-raw says the same without building, and where each cell of the file ended.
    assert looked.returncode == 1, looked.stdout + looked.stderr
    for line_found in lines.values():
        assert line_found[0].split(": ", 1)[1] in looked.stdout
    assert "5 = 0 kept + 1 ignored + 4 rejected" in looked.stdout
    assert "no number: C5 约5" in looked.stdout
    # A series that no row maps stops nothing; it is listed, also where the refresh fails.
    with (study / "warehouse" / "unmapped_series.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        unmapped = list(csv.DictReader(file))
    assert ("猫", "只") in {(row["printed_series"], row["printed_unit"]) for row in unmapped}


def test_an_unreadable_file_is_named_and_nothing_is_built(study: Path) -> None:
    broken = study / "raw" / "broken.xlsx"
    with changed(broken):
        broken.write_bytes(b"PK\x03\x04 cut off")
        said = refused(study, 2)
    assert "LAND-" in said
    assert "broken.xlsx" in said
    assert (study / "warehouse" / "unmapped_series.csv").exists()


def test_a_value_out_of_its_range_blocks_until_someone_accepts_it(study: Path) -> None:
    slip = study / "raw" / "slip.csv"
    with changed(slip):
        write_table(slip, LONG_HEADER, [["北京", 2012, 10_000_000, "亿元", "电信业务总量"]])
        said = refused(study, 1)
        assert "CHECK-01: " in said
        assert "values_lie_in_their_range" in said
        assert "slip.csv, C2: 10000000" in said
        assert "--accept values_lie_in_their_range" in said
        assert "CHECK-02: " in refused(study, 2, "--accept", "no_such_check")


def test_a_constant_indicator_stops_the_refresh_by_name(study: Path) -> None:
    path = study / "raw" / "domains.csv"
    with changed(path):
        write_table(
            path,
            LONG_HEADER,
            [
                [region, year, 3, "万个", "域名数"]
                for region in SMALL_REGIONS
                for year in SMALL_YEARS
            ],
        )
        said = refused(study, 1)
    assert "INDEX-01: " in said
    assert "indicator_id=domain_names" in said
    assert "seeds/indicators.csv" in said


def test_a_term_that_nobody_knows_is_an_error_of_the_study_models_row(study: Path) -> None:
    path = study / "seeds" / "study_models.csv"
    with changed(path):
        write_table(
            path,
            [
                "study_table",
                "column_no",
                "variant",
                "outcome",
                "terms",
                "effects",
                "sample",
                "vcov",
            ],
            [["3", 1, "equation", "ln_tsi", "dig + lnpgpd", "region", "", "conventional"]],
        )
        said = refused(study, 2)
    assert "lnpgpd" in said
    assert "lnpgdp" in said
    assert "study_models" in said


def test_own_files_among_the_simulated_ones_are_refused(tmp_path: Path) -> None:
    own = new_study(tmp_path / "own")
    shutil.rmtree(own / "raw")
    shutil.copytree(PROJECT / "raw", own / "raw")
    write_small_series(own / "raw" / "mine.csv", "域名数", "万个", 10.0)
    said = refused(own, 2)
    assert "RAW-01: " in said
    assert "mine.csv" in said
    assert "tsi init" in said


def test_bare_dbt_refuses_an_absolute_seeds_folder_and_writes_nothing_to_it(study: Path) -> None:
    before = {path.name: path.read_bytes() for path in (study / "seeds").iterdir()}
    run = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "seed", "--profiles-dir", "profiles",
         "--target-path", str(study / "target"), "--log-path", str(study / "logs")],
        cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "python"), "PYTHONUTF8": "1",
             "TSI_SEEDS": str(study / "seeds"),
             "TSI_WAREHOUSE": str(study / "warehouse")},
    )  # fmt: skip
    assert run.returncode != 0
    assert "use tsi refresh --seeds DIR" in run.stdout + run.stderr
    assert {path.name: path.read_bytes() for path in (study / "seeds").iterdir()} == before


def test_bare_dbt_names_a_file_that_cannot_be_read_with_its_reason(study: Path) -> None:
    broken = study / "raw" / "坏.csv"
    with changed(broken):
        broken.write_bytes('地区,2011\n"北京,1\n'.encode())
        run = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "build", "--profiles-dir", "profiles",
             "--select", "stg_raw_files", "stg_export_files", "no_file_is_rejected",
             "--target-path", str(study / "target"), "--log-path", str(study / "logs")],
            cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONPATH": str(PROJECT / "python"), "PYTHONUTF8": "1",
                 "TSI_RAW": str(study / "raw"), "TSI_WORK": str(study / "work"),
                 "TSI_WAREHOUSE": str(study / "bare")},
        )  # fmt: skip
    assert run.returncode != 0
    (line_found,) = [line for line in run.stdout.splitlines() if "reason=" in line]
    assert "source_file=坏.csv, reason=LAND-07, message_en=坏.csv: a quotation mark" in line_found
