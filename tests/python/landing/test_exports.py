"""Export records: what DuckDB reads where it lies, what is rewritten, what is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.landing import exports
from tsi_warehouse.landing.export_faults import faults
from tsi_warehouse.landing.exports import ExportPlan, plan
from tsi_warehouse.landing.memo import head_names

from ..yearbooks.corpus import Sheet, lines, xlsx

NAMES = head_names(PROJECT / "seeds")
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
    return plan(folder / "raw" / "exports", folder / "work", NAMES)


def read(folder: Path, plan: ExportPlan) -> list[tuple[str | None, ...]]:
    """The records as SQL reads them: region, year, month or date, industry or product, value, unit."""
    found: list[tuple[str | None, ...]] = []
    with duckdb.connect() as connection:
        connection.execute(f"set variable tsi_raw = '{(folder / 'raw').as_posix()}'")
        connection.execute(f"set variable tsi_work = '{(folder / 'work').as_posix()}'")
        for file in plan.files.to_pylist():
            if file["status"] == "read":
                records = connection.execute(
                    "select region_text, coalesce(year_text, date_text), industry_text, value_text,"
                    f" unit_text from ({file['read_sql']})"
                ).fetchall()
                assert len(records) == file["record_count"], "counted apart from the reading"
                found += records
    return found


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        b"\xef\xbb\xbf" + PLAIN,
        lines("地区,年份,行业,出口额", "北京,2011,13,5", "天津,2012,14,6"),
        lines(" 地区 , 年份,行业,出口额,", "北京,2011,13,5,", "天津,2012,14,6,"),
    ],
)
def test_plain_records_are_read_where_they_lie(tmp_path: Path, data: bytes) -> None:
    result = planned(tmp_path, a_csv=data)

    assert result.csv_paths == [(tmp_path / "raw" / "exports" / "a.csv").as_posix()]
    assert not (tmp_path / "work").exists()
    assert read(tmp_path, result) == [
        ("北京", "2011", "13", "5", None),
        ("天津", "2012", "14", "6", None),
    ]


def test_zipped_records_are_read_where_they_lie(tmp_path: Path) -> None:
    result = planned(tmp_path, **{"2011__a_csv_gz": gzip.compress(PLAIN)})

    assert result.csv_paths == [(tmp_path / "raw/exports/2011/a.csv.gz").as_posix()]
    assert len(read(tmp_path, result)) == 2


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
    assert [Path(path).parent for path in result.csv_paths] == [tmp_path / "work" / "exports"]
    assert read(tmp_path, result) == [("北京", "2011", "13", "5", None)]


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
    records = read(tmp_path, result)
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
    )
    assert result.problems == []

    refused = faults(result)

    assert [problem.code for problem in refused] == ["LAND-21", "LAND-21"]
    for problem, name in zip(refused, ("quoted", "swapped"), strict=True):
        assert f"exports/{name}.csv, row 4" in problem.en
        assert f"exports/{name}.csv" in problem.zh
    assert "found 3 columns, expected the 4 of its head" in refused[0].en


def test_chinese_that_first_comes_after_a_megabyte_is_found(tmp_path: Path) -> None:
    early = ["Beijing,2011,13,5"] * 80_000
    data = lines("region,year,industry,value", *early, "北京,2011,13,5", encoding="gb18030")
    assert len(data) > 2**20

    result = planned(tmp_path, a_csv=data)

    assert "work" in result.csv_paths[0]
    assert read(tmp_path, result)[-1] == ("北京", "2011", "13", "5", None)


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

    assert read(tmp_path, result) == [
        ("北京", "2011年", "纺织业", "5", "万美元"),
        ("北京", "2012年", "纺织业", "…", "万美元"),
        ("天津", "2011年", "纺织业", None, "万美元"),
        ("天津", "2012年", "纺织业", "7", "万美元"),
    ]


def test_wide_by_industry_gives_a_record_an_industry_with_its_own_unit(tmp_path: Path) -> None:
    result = planned(tmp_path, a_csv=lines("地区,月份,纺织业（万美元）,化学", "北京,2011-01,5,6"))

    assert read(tmp_path, result) == [
        ("北京", "2011-01", "纺织业", "5", "万美元"),
        ("北京", "2011-01", "化学", "6", None),
    ]


def test_the_unit_printed_in_the_value_columns_head_is_kept(tmp_path: Path) -> None:
    result = planned(tmp_path, a_csv=lines("地区,年份,行业,出口额（亿元）", "北京,2011,13,5"))

    assert read(tmp_path, result) == [("北京", "2011", "13", "5", "亿元")]


def test_codes_keep_their_leading_zeros_and_values_their_text(tmp_path: Path) -> None:
    result = planned(
        tmp_path, a_csv=lines("各省出口", "地区,年份,商品编码,金额", '北京,2011,0101,"1,234.50"')
    )

    assert read(tmp_path, result) == [("北京", "2011", "0101", "1,234.50", None)]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (lines("region,year,value", "北京,2011,5"), "LAND-20", "region"),
        (lines("a,b", "1,2"), "LAND-20", "others: a, b"),
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

    result = plan(tmp_path / "raw" / "exports", tmp_path / "work", NAMES)

    assert [Path(path).name for path in result.parquet_paths] == ["a.parquet"]
    assert [problem.code for problem in result.problems] == ["LAND-20"]


def test_what_an_earlier_run_wrote_for_a_removed_file_is_removed(tmp_path: Path) -> None:
    planned(tmp_path, a_csv=REWRITTEN["gb18030"], b_csv=REWRITTEN["gb18030"])
    (tmp_path / "raw" / "exports" / "a.csv").unlink()

    result = plan(tmp_path / "raw" / "exports", tmp_path / "work", NAMES)

    (left,) = (tmp_path / "work" / "exports").iterdir()
    assert result.csv_paths == [left.as_posix()]


def test_no_exports_is_an_empty_plan(tmp_path: Path) -> None:
    result = plan(tmp_path / "nowhere", tmp_path / "work", NAMES)

    assert (result.csv_paths, result.parquet_paths, result.files.num_rows, result.problems) == (
        [],
        [],
        0,
        [],
    )
    assert read(tmp_path, result) == []


CUSTOMS = (
    "数据年月,商品编码,商品名称,贸易伙伴名称,注册地编码,注册地名称,第一数量,第一计量单位,{},",
    '201901,85171200,手机,美国,11,北京市,"1,234",台,"12,345",',
)
READ_HEADS = {
    "dollars": (lines(CUSTOMS[0].format("美元"), CUSTOMS[1], encoding="gb18030"), "美元"),
    "yuan": (lines(CUSTOMS[0].format("人民币"), CUSTOMS[1], encoding="gb18030"), "人民币"),
    "English words": (
        lines("Month,Province,HS Code,Export Value (USD)", '201901,北京市,85171200,"12,345"'),
        "USD",
    ),
    "ten thousand dollars": (lines(CUSTOMS[0].format("出口额（万美元）"), CUSTOMS[1]), "万美元"),
}


@pytest.mark.parametrize("kind", READ_HEADS)
def test_heads_of_the_customs_site_are_read_with_month_and_unit(tmp_path: Path, kind: str) -> None:
    data, unit = READ_HEADS[kind]

    result = planned(tmp_path, a_csv=data)

    assert read(tmp_path, result) == [("北京市", "201901", "85171200", "12,345", unit)]


def test_of_two_currencies_the_dollars_are_read_and_the_other_is_named(tmp_path: Path) -> None:
    result = planned(
        tmp_path, a_csv=lines("年月,注册地,商品编码,人民币,美元", "201901,北京,85171200,70,10")
    )

    assert read(tmp_path, result) == [("北京", "201901", "85171200", "10", "美元")]
    assert "not read: 人民币" in result.files["message_en"][0].as_py()


def test_two_columns_that_may_be_the_value_are_refused_with_a_remedy_that_works(
    tmp_path: Path,
) -> None:
    data = lines("地区,年份,行业,出口额,贸易额", "北京,2011,13,5,9")

    (problem,) = planned(tmp_path, a_csv=data).problems

    assert (problem.code, "出口额, 贸易额" in problem.en) == ("LAND-30", True)
    assert "贸易额,ignore" in problem.zh
    corrected = plan_with(tmp_path, "贸易额,ignore")
    assert read(tmp_path, corrected) == [("北京", "2011", "13", "5", None)]


def plan_with(folder: Path, *added: str) -> ExportPlan:
    """The plan where the study's list of heads has these rows more."""
    seeds = folder / "seeds"
    seeds.mkdir(exist_ok=True)
    ours = (PROJECT / "seeds" / "export_headers.csv").read_text("utf-8")
    (seeds / "export_headers.csv").write_text(ours + "\n".join(added) + "\n", "utf-8")
    return plan(folder / "raw" / "exports", folder / "work", head_names(seeds))


FOREIGN = {
    "Comtrade": (
        "period,reporterDesc,flowDesc,cmdCode,cmdDesc,primaryValue",
        "2019,China,Export,8517,Telephones,1234",
        "region, year (or month, or date), hs_code, product or industry, value",
    ),
    "BACI": ("t,i,j,k,v,q", "2019,156,842,851712,12.5,1.5", "year"),
    "INEGI": ("ANIO,NOM_ENTIDAD,CODIGO_SCIAN,VAL_USD", "2007,Aguascalientes,311,15", "region"),
    "the US Census": (
        "Commodity,State,Country,Time,Total Exports Value ($US),",
        'All Commodities,Alabama,World Total,2012,"19,576",',
        "region, year",
    ),
    "a country": ("country,year,hs4,value", "Beijing,2019,8517,12", "lacks: region. Known"),
    "codes and values that look like industries across": (
        "年度,省市,海关商品编号,出口交货额（万美元）",
        "2019,北京市,85171200,12",
        "hs_code, product or industry, value",
    ),
    "quoted names": ('"state, full name",year,hs4,value', "Beijing,2019,8517,12", "region"),
}


@pytest.mark.parametrize("source", FOREIGN)
def test_an_unknown_head_is_refused_with_the_lines_that_map_it(tmp_path: Path, source: str) -> None:
    head, record, lacking = FOREIGN[source]

    (problem,) = planned(tmp_path, a_csv=lines(head, record)).problems

    assert problem.code == "LAND-20"
    assert lacking in problem.en
    proposed = problem.en.partition("such as: ")[2].partition(". A file")[0].split(" | ")
    assert proposed[0] in problem.zh
    corrected = plan_with(tmp_path, *proposed)
    assert [str(left) for left in corrected.problems] == []
    assert len(read(tmp_path, corrected)) == 1


def test_a_file_of_one_month_says_it_in_its_name_or_the_seed(tmp_path: Path) -> None:
    data = lines("商品编码,注册地,美元", "85171200,北京,10")

    result = plan_of(tmp_path, {"2019年11月.csv": data, "2020/export_201902.csv": data})

    assert [row[1] for row in read(tmp_path, result)] == ["2019-11", "2019-02"]
    assert "2019-11 from the name" in result.files["message_en"][0].as_py()
    (tmp_path / "raw" / "exports" / "x.csv").write_bytes(data)
    asked = plan(tmp_path / "raw" / "exports", tmp_path / "work", NAMES)
    assert [problem.code for problem in asked.problems] == ["LAND-20"]
    dated = plan(tmp_path / "raw" / "exports", tmp_path / "work", NAMES, {"exports/x.csv": 2021})
    assert read(tmp_path, dated)[-1][1] == "2021"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("2011-2015.csv", lines("商品编码,注册地,美元", "85171200,北京,10")),
        ("贸易年鉴2019.csv", lines("商品编码,注册地,美元", "85171200,北京,10")),
        ("20191105.csv", lines("商品编码,注册地,美元", "85171200,北京,10")),
        ("2019.csv", lines("商品编码,注册地,Anio,美元", "85171200,北京,2015,10")),
        ("2019.csv", lines("商品编码,注册地,xx,美元", "85171200,北京,201503,10")),
    ],
)
def test_a_name_that_may_mean_another_time_is_not_taken(
    tmp_path: Path, name: str, data: bytes
) -> None:
    result = plan_of(tmp_path, {name: data})

    assert [problem.code for problem in result.problems] == ["LAND-20"]


def test_no_two_sources_share_a_target(tmp_path: Path) -> None:
    one, two = (
        lines("地区,年份,行业,出口额", f"北京,2015,13,{value}", encoding="gb18030")
        for value in (5, 7)
    )
    names = ["2015/east.csv", "2015__east.csv", "EAST.csv", "east.csv", "east.csv.gz"]

    result = plan_of(
        tmp_path,
        {name: gzip.compress(one) if name.endswith("gz") else [one, two][at % 2]
         for at, name in enumerate(names)},
    )  # fmt: skip

    assert len({path.lower() for path in result.csv_paths}) == len(names)
    values = [row[3] for row in read(tmp_path, result)]
    assert sorted(values) == ["5", "5", "5", "7", "7"]


def test_the_same_records_twice_are_a_warning(tmp_path: Path) -> None:
    result = planned(tmp_path, a_csv=PLAIN, b_csv=PLAIN)

    (warning,) = result.unread
    assert warning.code == "LAND-32"
    assert "exports/b.csv has the same records as exports/a.csv" in warning.en

    notes = result.files["message_en"].to_pylist()
    assert "the same records as exports/a.csv" in notes[1]
    assert notes[0] == ""


def test_every_sheet_with_a_head_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    head = ["地区", "年份", "行业", "出口额"]
    book = xlsx(
        Sheet("2011", [head, ["北京", 2011, 13, 5]]),
        Sheet("2012", [["各省出口"], head, ["北京", 2012, 13, 6]]),
        Sheet("说明", [["本表由海关总署提供"]]),
    )

    result = planned(tmp_path, a_xlsx=book)

    assert [row[1] for row in read(tmp_path, result)] == ["2011", "2012"]
    assert "说明" in result.files["message_en"][0].as_py()


HOSTILE = {
    "comment marks": lines("region,year,industry,value", "#北京,2011,13,5", "天津,2012,1#4,6"),
    "line ends in quotes": lines('region,year,industry,value', '北京,2011,"1\n3",5', '天津,2012,"1\r\n4",6'),
    "no last line end": PLAIN.rstrip(),
    "windows": PLAIN.replace(b"\n", b"\r\n"),
    "old mac": PLAIN.replace(b"\n", b"\r"),
    "blank lines": PLAIN.replace(b"\n", b"\n\n"),
    "blank lines and quotes": lines('region,year,industry,value', '"北京",2011,13,5', "", "天津,2012,14,6", ""),
    "inches": lines("region,year,industry,value,remark", '北京,2011,13,5,5" pipe', '天津,2012,14,6,7" pipe'),
    "a quoted comma": lines("region,year,industry,value,remark", '北京,2011,13,5,"a, ""b"""', "天津,2012,14,6,"),
    "separators of unicode": PLAIN.replace("北京".encode(), "北\u2028京\x85\x0b".encode()),
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", HOSTILE)
def test_every_row_is_read_or_named(tmp_path: Path, kind: str, packed: bool) -> None:
    data = HOSTILE[kind]

    result = planned(
        tmp_path, **{"a_csv_gz" if packed else "a_csv": gzip.compress(data) if packed else data}
    )

    assert [str(problem) for problem in result.problems] == []
    assert [row[3] for row in read(tmp_path, result)] == ["5", "6"]


def test_a_second_wider_head_is_refused_with_its_line(tmp_path: Path) -> None:
    data = PLAIN + lines("region,year,industry,value,remark", '北京,2011,13,5,"x, y"')

    (problem,) = planned(tmp_path, a_csv=data).problems

    assert problem.code == "LAND-21"
    assert "row 4: found 5 columns, expected the 4" in problem.en
    assert "second head" in problem.en


def test_a_row_that_the_reader_lost_stops_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_whole_rows", lambda *_: iter([["地区", "年份", "行业", "出口额"],
                                                                ["北京", "2011", "13", "5"]]))  # fmt: skip
    data = lines("地区;年份;行业;出口额", "北京;2011;13;5", "天津;2011;13;5")

    (problem,) = planned(tmp_path, a_csv=data).problems

    assert problem.code == "LAND-31"
    assert "3 lines with content, but 2 were read" in problem.en


def test_a_gzip_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = planned(tmp_path, a_csv_gz=gzip.compress(PLAIN))
    monkeypatch.delattr(exports, "count_unzipped")

    again = plan(tmp_path / "raw" / "exports", tmp_path / "work", NAMES)

    assert again.files["record_count"].to_pylist() == first.files["record_count"].to_pylist() == [2]


RECORDS = [["地区", "年份", "商品编码", "出口额（美元）"], ["北京", "2015", "03061790", "5"]]
OPENED = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in RECORDS)
PAGE = f"<html><body><table>{OPENED}</table></body></html>"
XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" ss:Name="a"><Table>'
    + OPENED.replace("<tr>", "<Row>").replace("</tr>", "</Row>")
    .replace("<td>", '<Cell><Data ss:Type="String">').replace("</td>", "</Data></Cell>")
    + "</Table></Worksheet></Workbook>"
)  # fmt: skip
FORMULAS = "\n".join(",".join(f'="{text}"' for text in row) for row in RECORDS)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", [PAGE, XML, FORMULAS], ids=["page", "xml", "formulas"])
def test_what_sites_call_xls_is_read_as_records_too(
    tmp_path: Path, text: str, encoding: str
) -> None:
    result = plan_of(tmp_path, {"a.xls": text.encode(encoding)})

    assert result.problems == []
    (record,) = read(tmp_path, result)
    assert {"北京", "2015", "03061790", "5"} <= set(record)
