"""Months, cities, abbreviations, vendors' notes and stray numbers are recognised for what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from yearbooks import Landed, land

NAMES = frozenset(
    {
        "北京",
        "北京市",
        "上海",
        "上海市",
        "天津市",
        "河北省",
        "广东省",
        "江苏省",
        "浙江省",
        "110000",
        "120000",
        "130000",
    }
)
MONTHS = {
    "the_bureau's_months": (
        "指标：消费价格指数(上年同月=100)\n时间：2020\n地区,2020年2月,2020年1月\n北京市,1,2\n上海市,2,3\n"
    ),
    "six_digits": "地区,201901,201902\n北京市,1,2\n上海市,2,3\n",
    "a_point": "地区,2019.01,2019.02\n北京市,1,2\n上海市,2,3\n",
    "a_dash": "地区,2019-1,2019-2\n北京市,1,2\n上海市,2,3\n",
    "quarters": "指标：GDP(亿元)\n地区,2019年第一季度,2018年第四季度\n北京市,1,2\n上海市,2,3\n",
    "half_years": "地区,2019年上半年,2019年下半年\n北京市,1,2\n上海市,2,3\n",
    "spans": "GDP（亿元）\n地区,2019年1-12月,2018年1—12月\n北京市,1,2\n上海市,2,3\n",
    "years_of_two_digits": "地区,20年1月,20年2月\n北京市,1,2\n上海市,2,3\n",
    "quarters_of_two_digits": "2020年\n地区,20Q1,20Q2\n北京市,1,2\n上海市,2,3\n",
    "english": "地区,Jan-19,Feb-19\n北京市,1,2\n上海市,2,3\n",
    "english_in_full": "地区,January 2019,February 2019\n北京市,1,2\n上海市,2,3\n",
    "english_quarters": "地区,2019Q1,2019Q2\n北京市,1,2\n上海市,2,3\n",
    "below_their_year": "地区,2019年,2019年\n,1月,2月\n北京市,1,2\n上海市,2,3\n",
    "with_the_whole_year": "2019年GDP（亿元）\n地区,一季度,前三季度,全年\n北京市,1,2,4\n上海市,2,3,5\n",
    "next_to_series": "地区,指标,2019年3月,2019年2月\n北京市,GDP,1,2\n上海市,GDP,2,3\n",
    "without_a_corner": ",1月,2月\n北京市,1,2\n上海市,2,3\n",
    "a_column_of_months": "年份,月份,地区,GDP（亿元）\n2019,1,北京市,2\n2019,2,北京市,3\n",
    "months_down": "时间,地区,GDP（亿元）\n2019-01,北京市,2\n2019-02,北京市,3\n",
    "six_digits_down": "日期,省份,GDP\n201901,北京市,2\n201902,北京市,3\n",
    "points_down": "年份,北京市,上海市\n2019.01,1,2\n2019.02,3,3\n",
    "regions_across": "时间,北京市,上海市\n2019年1月,1,2\n2019年2月,3,3\n",
    "full_dates": "时间,地区,GDP（亿元）\n2019-01-31,北京市,2\n2019-02-28,北京市,3\n",
    "full_dates_across": "地区,2019-01-31,2019-02-28\n北京市,2,3\n上海市,3,4\n",
}
PARTS = {
    "cities": "省份,城市,年份,GDP（亿元）\n广东省,广州市,2015,1\n广东省,深圳市,2015,2\n江苏省,南京市,2015,3\n",
    "one_city_a_region": "省份,城市,年份,GDP（亿元）\n广东省,广州市,2015,1\n江苏省,南京市,2015,3\n",
    "capitals": "省份,城市,年份,GDP\n广东省,广州市,2015,1\n江苏省,南京市,2015,3\n浙江省,杭州市,2015,2\n",
    "capitals_over_years": "Province,City,2015,2016\n广东省,Guangzhou,1,2\n江苏省,Nanjing,2,3\n浙江省,Hangzhou,4,5\n",
    "prefectures": "年份,地级市,省份,GDP\n2015,广州市,广东省,1\n2015,深圳市,广东省,2\n",
    "counties": "年份,区县,省份,人口（万人）\n2015,天河区,广东省,1\n2015,越秀区,广东省,2\n",
    "regions_twice": "省份,地区,年份,GDP（亿元）\n广东省,广州市,2015,1\n广东省,深圳市,2015,2\n江苏省,南京市,2015,3\n",
    "english_cities": "province,city,year,gdp\n广东省,Guangzhou,2015,1\n广东省,Shenzhen,2015,2\n",
    "english_counties": "province,county,2015,2016\n广东省,A,1,2\n广东省,B,2,3\n",
    "firms": "企业,省份,年份,收入（万元）\nA公司,广东省,2015,1\nB公司,广东省,2015,2\n",
    "codes_of_firms": "股票代码,省份,年份,收入\n000001,广东省,2015,1\n000002,广东省,2015,2\n600000,上海市,2015,3\n",
    "years_across": "省份,城市,2015年,2016年\n广东省,广州市,1,2\n广东省,深圳市,1,3\n江苏省,南京市,2,2\n",
    "a_long_table": "省份,城市,年份,数值\n广东省,广州市,2015,1\n广东省,深圳市,2015,2\n",
    "parts_without_a_known_head": (
        "省份,门类,年份,产值\n广东省,制造,2015,1\n广东省,采矿,2015,2\n江苏省,制造,2015,3\n江苏省,采矿,2015,4\n"
    ),
}


def landed(raw: Path, text: str, name: str = "表.csv") -> Landed:
    (raw / name).write_text(text, encoding="utf-8")
    return land(raw, NAMES)


def lines(found: Landed) -> list[str]:
    assert [str(problem) for problem in found.problems] == []
    columns = ("series_text", "unit_text", "region_text", "year_text", "value_text")
    return ["|".join(cell[column] for column in columns) for cell in found.cells.to_pylist()]


@pytest.mark.parametrize("name", MONTHS)
def test_parts_of_years_are_never_series(name: str, tmp_path: Path) -> None:
    found = landed(tmp_path, MONTHS[name])

    assert [problem.code for problem in found.problems] == ["LAND-40"]
    assert found.cells.num_rows == 0


def test_the_message_names_the_cell_and_what_to_write(tmp_path: Path) -> None:
    (problem,) = landed(tmp_path, MONTHS["spans"]).problems

    assert "表.csv, B2: found '2019年1-12月'" in problem.en
    assert "2019年1-12月" in problem.zh
    yearly = MONTHS["spans"].replace("年1-12月", "").replace("年1—12月", "")
    assert lines(landed(tmp_path, yearly))[0] == "GDP|亿元|北京市|2019|1"


def test_one_date_a_year_is_a_year_and_numbers_like_months_are_numbers(tmp_path: Path) -> None:
    text = "时间,地区,GDP（亿元）\n2018-12-31,北京市,2013.5\n2019-12-31,北京市,201901\n"

    assert lines(landed(tmp_path, text)) == [
        "GDP|亿元|北京市|2018-12-31|2013.5",
        "GDP|亿元|北京市|2019-12-31|201901",
    ]


@pytest.mark.parametrize("name", PARTS)
def test_values_of_parts_of_a_region_are_never_the_region_s(name: str, tmp_path: Path) -> None:
    found = landed(tmp_path, PARTS[name])

    assert [problem.code for problem in found.problems] == ["LAND-41"]
    assert found.cells.num_rows == 0


def test_a_table_of_cities_alone_is_read_and_a_column_that_names_no_part_is_passed_over(
    tmp_path: Path,
) -> None:
    alone = "城市,年份,GDP（亿元）\n北京市,2015,1\n上海市,2015,2\n石家庄市,2015,2\n"
    whole = "省份,城市,年份,GDP\n广东省,全省,2015,1\n北京市,北京市,2015,3\n浙江省,,2015,2\n"

    assert lines(landed(tmp_path, alone))[2] == "GDP|亿元|石家庄市|2015|2"
    assert lines(landed(tmp_path, whole)) == [
        "GDP||广东省|2015|1",
        "GDP||北京市|2015|3",
        "GDP||浙江省|2015|2",
    ]


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        (
            "jiancheng,NAME,pro,2001,2002\n京,北京市,1,1.5,9\n津,天津市,2,2.5,9\n冀,河北省,3,3.5,9\n",
            "jiancheng (A), pro (C)",
        ),
        (
            "abbr,name,code,2001,2002\nBJ,北京市,110000,1.5,9\nTJ,天津市,120000,2,9\nHE,河北省,130000,3,9\n",
            "abbr (A), code (C)",
        ),
        ("省份,2001,简称\n北京市,1.5,京\n天津市,2,津\n", "简称 (C)"),
        ("省份,2001,sp\n北京市,1.5,bj\n天津市,2,tj\n河北省,3,hb\n", "sp (C)"),
        ("省份,简称,2001\n北京市,京,1.5\n天津市,津,2\n河北省,冀,3\n", "简称 (B)"),
        (
            "省份,pinyin,年份,产值\n北京市,bj,2001,1.5\n天津市,tj,2001,2\n河北省,hb,2001,3\n",
            "pinyin (B)",
        ),
    ],
)
def test_columns_that_name_or_number_regions_again_are_named_and_not_read(
    text: str, ignored: str, tmp_path: Path
) -> None:
    found = landed(tmp_path, text, "产值.csv")

    assert lines(found)[0] == "产值||北京市|2001|1.5"
    assert ignored in found.files.to_pylist()[0]["message_en"]
    assert ignored.replace(", ", "、") in found.files.to_pylist()[0]["message_zh"]


def test_of_several_columns_of_names_the_one_that_says_so_or_names_most_is_the_series(
    tmp_path: Path,
) -> None:
    federal = "fips,region,table,linecode,description,unit,2001,2002\n"
    for code, place in (("01", "北京市"), ("02", "天津市"), ("03", "河北省")):
        for number, name in enumerate(("All", "Mining", "Trade"), start=1):
            federal += f"{code},{place},T1,{number},{name},万元,1,2\n"

    assert lines(landed(tmp_path, federal))[2] == "Mining|万元|北京市|2001|1"
    said = federal.replace("table", "series")
    assert lines(landed(tmp_path, said))[2] == "T1|万元|北京市|2001|1"


def test_codes_of_series_before_the_years_are_no_values(tmp_path: Path) -> None:
    federal = "region,classification,description,unit,2001,2002\n"
    for place in ("北京市", "天津市"):
        for code, name in (("...", "All"), ("...", "Private"), ("11", "Farms"), ("21", "Mining")):
            federal += f"{place},{code},{name},万元,1,2\n"

    found = landed(tmp_path, federal)

    assert lines(found)[-2:] == ["Mining|万元|天津市|2001|1", "Mining|万元|天津市|2002|2"]
    assert found.cells.num_rows == 16
    assert "classification (B)" in found.files.to_pylist()[0]["message_en"]


def test_whole_numbers_that_measure_regions_are_read(tmp_path: Path) -> None:
    text = "region,year,area,排名（位）\n北京市,2015,16410,1\n上海市,2015,6340,2\n天津市,2015,11966,3\n"

    assert lines(landed(tmp_path, text))[:2] == ["area||北京市|2015|16410", "排名|位|北京市|2015|1"]


VENDORS = {
    "columns": "指标,地区,频度,单位,2011年\nGDP,北京市,年,亿元,1\nGDP,上海市,年,亿元,2\n",
    "columns_the_other_way": "地区,指标,指标ID,单位,频率,2011年\n北京市,GDP,1,亿元,年,1\n上海市,GDP,1,亿元,年,2\n",
    "lines_above": "GDP\n频度：年\n单位：亿元\n地区,2011年\n北京市,1\n上海市,2\n",
    "two_cells_above": "GDP\n频度,年\n单位,亿元\n更新时间,2023-05-04\n地区,2011年\n北京市,1\n上海市,2\n",
    "rows_below_the_head": (
        "指标名称,北京市:GDP,上海市:GDP\n频率,年,年\n单位,亿元,亿元\n指标ID,M001,M002\n来源,国家统计局,国家统计局\n"
        "更新时间,2023-05-04,2023-05-05\n2011年,1,2\n"
    ),
    "rows_below_regions": "GDP\n地区,北京市,上海市\n频度,年,年\n单位,亿元,亿元\n2011年,1,2\n",
    "rows_in_another_order": (
        "GDP\n地区,北京市,上海市\n单位,亿元,亿元\n更新时间,2023-05-04,2023-05-04\n频度,年,年\n2011年,1,2\n"
    ),
}


@pytest.mark.parametrize("name", VENDORS)
def test_a_frequency_is_no_unit_and_a_date_of_an_update_no_year(name: str, tmp_path: Path) -> None:
    assert lines(landed(tmp_path, VENDORS[name])) == [
        "GDP|亿元|北京市|2011年|1",
        "GDP|亿元|上海市|2011年|2",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "年份,省份,GDP（亿元）\n2013,北京市,1\n,,49365.86\n",
        "2013年GDP\n单位：亿元\n地区,GDP\n北京市,1\n,49365.86\n",
        "指标：GDP(亿元)\n地区,2013\n北京市,1\n\n\n,49365.86\n\n注：年鉴\n",
        "GDP（亿元）\n年份,北京市,上海市\n2013,1,2\n,,49365.86\n",
    ],
)
def test_a_number_below_a_table_has_no_region_and_no_year(text: str, tmp_path: Path) -> None:
    found = landed(tmp_path, text)

    assert lines(found)[-1].endswith("|||49365.86")


def test_a_blank_region_between_others_keeps_its_year(tmp_path: Path) -> None:
    text = "2013年GDP（亿元）\n地区,GDP\n北京市,1\n,7\n上海市,2\n"

    assert lines(landed(tmp_path, text))[1] == "GDP|亿元||2013年|7"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("region,fdi2011,fdi2012\n北京市,1,2\n", ["fdi||北京市|2011|1", "fdi||北京市|2012|2"]),
        ("region,gdp_2011,gdp_2012\n北京市,1,2\n", ["gdp||北京市|2011|1", "gdp||北京市|2012|2"]),
        ("指标,北京2013,北京2014\nGDP,1,2\n", ["GDP||北京|2013|1", "GDP||北京|2014|2"]),
        (",北京市2013年,2014北京市\nGDP,1,2\n", ["GDP||北京市|2013|1", "GDP||北京市|2014|2"]),
    ],
)
def test_a_year_that_a_head_joins_to_a_name_is_its_year(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    assert lines(landed(tmp_path, text)) == expected


def test_a_name_that_lost_its_year_is_named(tmp_path: Path) -> None:
    text = "region,fdi2011,fdi2012,total_foreign_direct_investment20\n北京市,1,2,3\n"

    (problem,) = landed(tmp_path, text).problems

    assert problem.code == "LAND-42"
    assert "total_foreign_direct_investment20" in problem.en
    assert lines(landed(tmp_path, text.replace("investment20", "inv2012"))) != []


@pytest.mark.parametrize(
    "character", ["\u200b", "\ufeff", "\u00ad", "\u202a", "\ufe0f", "\x0b", "\u2028", "\x85"]
)
def test_heads_with_characters_that_nobody_sees_are_read(character: str, tmp_path: Path) -> None:
    text = f"省{character}份,年{character}份,GDP（亿{character}元）{character}\n北京{character}市,2011{character}年,1\n"

    (cell,) = lines(landed(tmp_path, text))

    assert cell.startswith("GDP|亿")
    assert cell.endswith("|1")
