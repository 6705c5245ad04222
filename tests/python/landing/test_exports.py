"""Export records: what DuckDB reads where it lies, what is rewritten, what is refused."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tsi_warehouse.landing import exports
from tsi_warehouse.landing.export_faults import faults
from tsi_warehouse.landing.exports import CONCEPTS, HEADERS, ExportPlan, accepted_names, plan

from .corpus import Sheet, lines, xlsx

PLAIN = lines("region,year,industry,value", "北京,2011,13,5", "天津,2012,14,6")


def planned(folder: Path, **files: bytes) -> ExportPlan:
    """A plan for files given as name_ext=bytes."""
    return plan_of(
        folder, {name.replace("__", "/").replace("_", "."): data for name, data in files.items()}
    )


def plan_of(folder: Path, files: dict[str, bytes]) -> ExportPlan:
    for name, data in files.items():
        path = folder / "raw" / "exports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return plan(folder / "raw" / "exports", folder / "work")


def read(plan: ExportPlan) -> list[tuple[str | None, ...]]:
    """The records as SQL sees them: region, year or month, industry or product, value, unit."""
    paths = [*plan.csv_paths, HEADERS.as_posix()]
    return duckdb.execute(
        "select coalesce(region, 地区, province, 省份), coalesce(year, 年份, month, 月份),"
        " coalesce(industry, 行业, product, hs_code, 商品编码), coalesce(value, 出口额, 金额),"
        " coalesce(unit, 单位)"
        " from read_csv(?, union_by_name = true, all_varchar = true, delim = ',', header = true,"
        " quote = '\"', allow_quoted_nulls = false, null_padding = false, filename = false)",
        [paths],
    ).fetchall()


def test_the_heads_csv_is_the_one_home_of_accepted_names() -> None:
    names = next(csv.reader(HEADERS.read_text("utf-8").splitlines()))
    assert len(HEADERS.read_text("utf-8").splitlines()) == 1
    assert len(set(names)) == len(names)
    assert [name for name in names if name in CONCEPTS] == list(CONCEPTS)
    assert accepted_names()["出口额"] == "value"
    assert accepted_names()["省份"] == "region"
    assert accepted_names()["hs8"] == "hs_code"
    assert accepted_names()["月份"] == "month"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        b"\xef\xbb\xbf" + PLAIN,
        lines("地区,年份,行业,出口额", "北京,2011,13,5", "天津,2012,14,6"),
    ],
)
def test_plain_records_are_read_where_they_lie(tmp_path: Path, data: bytes) -> None:
    result = planned(tmp_path, a_csv=data)

    assert result.csv_paths == [(tmp_path / "raw" / "exports" / "a.csv").as_posix()]
    assert not (tmp_path / "work").exists()
    assert read(result) == [("北京", "2011", "13", "5", None), ("天津", "2012", "14", "6", None)]


def test_zipped_records_are_read_where_they_lie(tmp_path: Path) -> None:
    result = planned(tmp_path, **{"2011__a_csv_gz": gzip.compress(PLAIN)})

    assert result.csv_paths == [(tmp_path / "raw/exports/2011/a.csv.gz").as_posix()]
    assert len(read(result)) == 2


def test_further_columns_are_no_obstacle(tmp_path: Path) -> None:
    result = planned(
        tmp_path,
        a_csv=lines("region,year,hs8,value,partner,企业性质", "北京,2011,01012100,5,日本,国企"),
    )

    assert "work" not in result.csv_paths[0]
    assert result.problems == []


REWRITTEN = {
    "gb18030": lines("地区,年份,行业,出口额", "北京,2011,13,5", end="\r\n", encoding="gb18030"),
    "utf-16": lines("地区\t年份\t行业\t出口额", "北京\t2011\t13\t5", encoding="utf-16"),
    "semicolons": lines("地区;年份;行业;出口额", "北京;2011;13;5"),
    "title lines": lines(
        "各省出口,,,", "地区,年份,行业,出口额", "北京,2011,13,5", ",,,", "数据来源：海关总署,,,"
    ),
    "padded heads": lines(" 地区 , 年份,行业,出口额", "北京,2011,13,5"),
    "zipped gb18030": gzip.compress(
        lines("地区,年份,行业,出口额", "北京,2011,13,5", encoding="gb18030")
    ),
    "a zip that does not say so": gzip.compress(lines("地区,年份,行业,出口额", "北京,2011,13,5")),
    "workbook": xlsx(Sheet("Sheet1", [["地区", "年份", "行业", "出口额"], ["北京", 2011, 13, 5]])),
    "wide by year": lines("地区,行业,2011", "北京,13,5"),
    "wide by industry": lines("地区,年份,13", "北京,2011,5"),
}


@pytest.mark.parametrize("kind", REWRITTEN)
def test_any_other_text_is_rewritten_as_plain_records(tmp_path: Path, kind: str) -> None:
    result = planned(tmp_path, a_csv=REWRITTEN[kind])

    assert [str(problem) for problem in result.problems] == []
    assert result.csv_paths == [(tmp_path / "work" / "exports" / "a.csv.csv").as_posix()]
    assert read(result) == [("北京", "2011", "13", "5", None)]


UNEVEN = {
    "a note below": (PLAIN + "注：不含服务贸易\n".encode(), 2),
    "a blank line": (PLAIN + b"\n", 2),
    "mixed line ends": (PLAIN.replace(b"\n", b"\r\n") + lines("河北,2011,13,7"), 3),
    "a row without its value": (PLAIN + lines("河北,2011,13"), 3),
    "a blank row": (PLAIN + b"   \n", 2),
    "text behind a quotation mark": (PLAIN + lines('河北,2011,"13" 纺织,7'), 3),
}


@pytest.mark.parametrize("kind", UNEVEN)
def test_uneven_records_are_rewritten_and_none_is_lost(tmp_path: Path, kind: str) -> None:
    data, count = UNEVEN[kind]

    result = planned(tmp_path, a_csv=data)

    assert [str(problem) for problem in result.problems] == []
    assert "work" in result.csv_paths[0]
    records = read(result)
    assert len(records) == count
    assert records[:2] == [
        ("北京", "2011", "13", "5", None),
        ("天津", "2012", "14", "6", None),
    ]


def test_in_a_large_file_the_line_is_found_after_duckdb_refused_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_LOOKED_AT", 0)
    result = planned(
        tmp_path,
        good_csv=PLAIN,
        quoted_csv=PLAIN + lines('"北京",2011,13'),
        swapped_csv=PLAIN + lines("北京,2011,13", "北京,2011,13,5,6"),
        sloppy_csv=PLAIN + lines('北京,2011,"13" x,5'),
    )
    assert result.problems == []

    told = faults(result)

    assert [problem.code for problem in told] == ["LAND-21", "LAND-07", "LAND-21"]
    for problem, name in zip(told, ("quoted", "sloppy", "swapped"), strict=True):
        assert f"exports/{name}.csv, row 4" in problem.en
        assert f"exports/{name}.csv" in problem.zh
    assert "found 3 columns, expected the 4 of its head" in told[0].en


def test_chinese_that_first_comes_after_a_megabyte_is_found(tmp_path: Path) -> None:
    early = ["Beijing,2011,13,5"] * 80_000
    data = lines("region,year,industry,value", *early, "北京,2011,13,5", encoding="gb18030")
    assert len(data) > 2**20

    result = planned(tmp_path, a_csv=data)

    assert "work" in result.csv_paths[0]
    assert read(result)[-1] == ("北京", "2011", "13", "5", None)


def test_wide_by_year_gives_a_record_a_year_with_the_titles_unit(tmp_path: Path) -> None:
    result = planned(
        tmp_path,
        a_txt=lines(
            "各省分行业出口 单位：万美元",
            "地区\t行业\t2011年\t2012年",
            "北京\t纺织业\t5\t…",
            "天津\t纺织业\t\t7",
        ),
    )

    assert read(result) == [
        ("北京", "2011年", "纺织业", "5", "万美元"),
        ("北京", "2012年", "纺织业", "…", "万美元"),
        ("天津", "2011年", "纺织业", None, "万美元"),
        ("天津", "2012年", "纺织业", "7", "万美元"),
    ]


def test_wide_by_industry_gives_a_record_an_industry_with_its_own_unit(tmp_path: Path) -> None:
    result = planned(tmp_path, a_csv=lines("地区,月份,纺织业（万美元）,化学", "北京,2011-01,5,6"))

    assert read(result) == [
        ("北京", "2011-01", "纺织业", "5", "万美元"),
        ("北京", "2011-01", "化学", "6", None),
    ]


def test_the_unit_printed_in_the_value_columns_head_is_kept(tmp_path: Path) -> None:
    result = planned(tmp_path, a_csv=lines("地区,年份,行业,出口额（亿元）", "北京,2011,13,5"))

    assert read(result) == [("北京", "2011", "13", "5", "亿元")]


def test_codes_keep_their_leading_zeros_and_values_their_text(tmp_path: Path) -> None:
    result = planned(
        tmp_path, a_csv=lines("各省出口", "地区,年份,商品编码,金额", '北京,2011,0101,"1,234.50"')
    )

    assert read(result) == [("北京", "2011", "0101", "1,234.50", None)]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (lines("region,year,value", "北京,2011,5"), "LAND-20", "region"),
        (lines("a,b", "1,2"), "LAND-20", "a b"),
        (lines("标题", "地区,年份,行业,出口额", "北京,2011,13,1,234"), "LAND-21", "row 3"),
        (PLAIN + lines("北京,2011,13,1,234"), "LAND-21", "row 4: found 5 columns, expected the 4"),
        (PLAIN + lines('北京,2011,"13,5', "天津,2012,14,6"), "LAND-07", "row 4"),
        (gzip.compress(PLAIN + lines('北京,2011,"13,5')), "LAND-07", "row 4"),
        (PLAIN + lines("北京,2011,1\0 3,5"), "LAND-24", "row 4: found a NUL byte"),
        (PLAIN * 9000 + b"\0" * 9, "LAND-24", "row 27001: found a NUL byte"),
        (b"", "LAND-05", "empty"),
        (gzip.compress(PLAIN * 2000)[:60], "LAND-02", "damaged"),
        (b"PAR1 torn", "LAND-02", "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "LAND-04", "binary"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    tmp_path: Path, data: bytes, code: str, words: str
) -> None:
    result = planned(tmp_path, a_csv=data, good_csv=PLAIN)

    (problem,) = result.problems
    assert problem.code == code
    assert words in problem.en
    assert "exports/a.csv" in problem.en
    assert "exports/a.csv" in problem.zh
    assert [file["status"] for file in result.files.to_pylist()] == ["rejected", "read"]
    assert [Path(path).name for path in result.csv_paths] == ["good.csv"]


def test_parquet_is_checked_by_its_columns_and_its_folders(tmp_path: Path) -> None:
    exports = tmp_path / "raw" / "exports" / "year=2011"
    exports.mkdir(parents=True)
    pq.write_table(
        pa.table({"Region": ["北京"], "product": ["0101"], "value": [1.0]}), exports / "a.parquet"
    )
    pq.write_table(pa.table({"region": ["北京"], "value": [1.0]}), exports / "b.parquet")

    result = plan(tmp_path / "raw" / "exports", tmp_path / "work")

    assert [Path(path).name for path in result.parquet_paths] == ["a.parquet"]
    assert [problem.code for problem in result.problems] == ["LAND-20"]


def test_what_an_earlier_run_wrote_for_a_removed_file_is_removed(tmp_path: Path) -> None:
    planned(tmp_path, a_csv=REWRITTEN["gb18030"], b_csv=REWRITTEN["gb18030"])
    (tmp_path / "raw" / "exports" / "a.csv").unlink()

    result = plan(tmp_path / "raw" / "exports", tmp_path / "work")

    assert [path.name for path in (tmp_path / "work" / "exports").iterdir()] == ["b.csv.csv"]
    assert len(result.csv_paths) == 1


def test_no_exports_is_an_empty_plan(tmp_path: Path) -> None:
    result = plan(tmp_path / "nowhere", tmp_path / "work")

    assert (result.csv_paths, result.parquet_paths, result.files.num_rows, result.problems) == (
        [],
        [],
        0,
        [],
    )
    assert read(result) == []
