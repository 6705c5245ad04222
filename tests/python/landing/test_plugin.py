"""The plugin as dbt drives it: one landing a process, its sources, its lists of export files."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.landing import memo

from ..yearbooks.corpus import lines

TABLE = lines("指标：GDP(亿元)", "地区,2011,2012", "京城,1,2")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw" / "exports").mkdir(parents=True)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "raw" / "a.csv").write_bytes(TABLE)
    (tmp_path / "raw" / "exports" / "o'x.csv").write_bytes(
        lines("region,year,industry,value", "北京,2011,13,5")
    )
    (tmp_path / "seeds" / "region_aliases.csv").write_bytes(
        lines("alias,region_code,comment", "京城,110000,", encoding="utf-8-sig")
    )
    (tmp_path / "seeds" / "regions.csv").write_bytes(
        lines("region_code,name_zh,name_en,in_sample", "110000,北京市,Beijing,true")
    )
    for variable, folder in (("TSI_RAW", "raw"), ("TSI_SEEDS", "seeds"), ("TSI_WORK", "work")):
        monkeypatch.setenv(variable, str(tmp_path / folder))
    return tmp_path


def source(identifier: str) -> SimpleNamespace:
    return SimpleNamespace(identifier=identifier)


def plugin(path: str = ":memory:"):  # type: ignore[no-untyped-def]
    from tsi_warehouse.landing.plugin import Plugin

    return Plugin("landing", {}, credentials=SimpleNamespace(path=path))


def test_its_sources_reach_duckdb_as_text(study: Path) -> None:
    connection = duckdb.connect()
    connection.register("cells", plugin().load(source("raw_cells")))

    connection.execute("create table raw_cells as select * from cells")

    assert connection.execute(
        "select region_text, year_text, value_text from raw_cells"
    ).fetchall() == [("京城", "2011", "1"), ("京城", "2012", "2")]
    types = dict(row[:2] for row in connection.execute("describe raw_cells").fetchall())
    assert {column for column, kind in types.items() if kind != "VARCHAR"} == {
        "row_number",
        "column_number",
    }


def test_relative_folders_lie_in_the_project_wherever_dbt_is_called_from(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study)
    for variable, folder in (("TSI_RAW", "raw"), ("TSI_SEEDS", "seeds"), ("TSI_WORK", "work")):
        monkeypatch.setenv(variable, os.path.relpath(study / folder, PROJECT))

    cells = plugin().load(source("raw_cells"))

    # 京城 is a region only to who found the seeds.
    assert cells["region_text"].to_pylist() == ["京城", "京城"]
    assert (
        plugin().load(source("raw_cells")) is memo.land_once(study / "raw", study / "seeds").cells
    )


def test_an_unknown_source_is_refused(study: Path) -> None:
    with pytest.raises(ValueError, match="raw_cels"):
        plugin().load(source("raw_cels"))


def test_it_gives_sql_the_paths_of_the_export_files(study: Path) -> None:
    connection = duckdb.connect()

    plugin().configure_cursor(connection)
    (read_sql,) = plugin().load(source("export_files"))["read_sql"].to_pylist()

    assert study.as_posix() not in read_sql
    (record,) = connection.execute(read_sql).fetchall()
    assert record[1:] == ("北京", "13", "2011", None, None, None, "5")


def test_it_creates_the_warehouses_folder(study: Path) -> None:
    plugin(str(study / "warehouse" / "deep" / "dev.duckdb"))

    assert (study / "warehouse" / "deep").is_dir()


def test_a_process_lands_once_until_a_file_or_an_alias_changes(study: Path) -> None:
    raw, seeds = study / "raw", study / "seeds"
    first = memo.land_once(raw, seeds)
    assert memo.land_once(raw, seeds) is first

    (raw / "b.csv").write_bytes(TABLE)
    second = memo.land_once(raw, seeds)
    assert second.files.num_rows == first.files.num_rows + 1

    changed = TABLE.replace(b",1,2\n", b",1,3\n")
    (raw / "b.csv").write_bytes(changed)
    os.utime(raw / "b.csv", ns=(1, 1))
    third = memo.land_once(raw, seeds)
    assert third.cells["value_text"].to_pylist()[-1] == "3"

    (seeds / "raw_files.csv").write_bytes(lines("source_file,data_year,comment", "b.csv,2015,"))
    assert memo.land_once(raw, seeds) is not third


def test_exports_are_planned_once_until_what_was_rewritten_is_gone(study: Path) -> None:
    (study / "raw" / "exports" / "g.csv").write_bytes(
        lines("地区,年份,行业,出口额", "北京,2011,13,5", encoding="gb18030")
    )
    first = memo.plan_once(study / "raw", study / "work", study / "seeds")
    assert memo.plan_once(study / "raw", study / "work", study / "seeds") is first

    next((study / "work" / "exports").glob("*.csv")).unlink()

    assert memo.plan_once(study / "raw", study / "work", study / "seeds") is not first
    assert len(list((study / "work" / "exports").glob("*.csv"))) == 1


def test_threads_share_one_landing(study: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        landed = list(pool.map(lambda _: memo.land_once(study / "raw", study / "seeds"), range(8)))

    assert all(result is landed[0] for result in landed)


def test_seeds_give_names_codes_and_years(study: Path) -> None:
    (study / "seeds" / "raw_files.csv").write_bytes(
        lines("source_file,data_year,comment", "年鉴/a.xls,2015,", "b.csv,,unknown")
    )

    assert memo.region_names(study / "seeds") == {"京城", "110000", "北京市", "Beijing"}
    assert memo.data_years(study / "seeds") == {"年鉴/a.xls": 2015}
    assert memo.region_names(study / "nowhere") == frozenset()
