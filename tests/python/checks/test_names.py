"""Names of regions and industries mean what they must, in every form and edition printed."""

from __future__ import annotations

import duckdb
import pytest
from macros import sql

DIVISIONS_2002 = """
13 农副食品加工业 13|14 食品制造业 14|15 饮料制造业 15|16 烟草制品业 16|17 纺织业 17
18 纺织服装、鞋、帽制造业 18|19 皮革、毛皮、羽毛（绒）及其制品业 19
20 木材加工及木、竹、藤、棕、草制品业 20|21 家具制造业 21|22 造纸及纸制品业 22
23 印刷业和记录媒介的复制 23|24 文教体育用品制造业 24|25 石油加工、炼焦及核燃料加工业 25
26 化学原料及化学制品制造业 26|27 医药制造业 27|28 化学纤维制造业 28|29 橡胶制品业 29
30 塑料制品业 29|31 非金属矿物制品业 30|32 黑色金属冶炼及压延加工业 31
33 有色金属冶炼及压延加工业 32|34 金属制品业 33|35 通用设备制造业 34|36 专用设备制造业 35
37 交通运输设备制造业 36|39 电气机械及器材制造业 38|40 通信设备、计算机及其他电子设备制造业 39
41 仪器仪表及文化、办公用机械制造业 40|42 工艺品及其他制造业 24|43 废弃资源和废旧材料回收加工业 42
"""
DIVISIONS_2011 = """
13 农副食品加工业|14 食品制造业|15 酒、饮料和精制茶制造业|16 烟草制品业|17 纺织业
18 纺织服装、服饰业|19 皮革、毛皮、羽毛及其制品和制鞋业|20 木材加工和木、竹、藤、棕、草制品业
21 家具制造业|22 造纸和纸制品业|23 印刷和记录媒介复制业|24 文教、工美、体育和娱乐用品制造业
25 石油加工、炼焦和核燃料加工业|26 化学原料和化学制品制造业|27 医药制造业|28 化学纤维制造业
29 橡胶和塑料制品业|30 非金属矿物制品业|31 黑色金属冶炼和压延加工业|32 有色金属冶炼和压延加工业
33 金属制品业|34 通用设备制造业|35 专用设备制造业|36 汽车制造业
37 铁路、船舶、航空航天和其他运输设备制造业|38 电气机械和器材制造业
39 计算机、通信和其他电子设备制造业|40 仪器仪表制造业|41 其他制造业|42 废弃资源综合利用业
43 金属制品、机械和设备修理业
"""
RENAMED_2017 = {"石油、煤炭及其他燃料加工业": "25"}
REGION_FORMS = {
    "110000": (
        "北京",
        "北京市",
        "北   京",
        "　北京　",
        "Beijing",
        "BEIJING",
        "110000",
        "１１００００",
        "11",
    ),
    "150000": ("内蒙古", "内蒙古自治区", "内蒙", "内 蒙 古", "Inner Mongolia", "150000"),
    "540000": ("西藏", "西藏自治区", "两藏", "Tibet"),
    "450000": ("广西", "广西壮族自治区", "Guangxi"),
    "650000": ("新疆", "新疆维吾尔自治区", "Xinjiang"),
    "ignore": ("全国", "全   国", "东部地区", "不分地区", "新疆兵团"),
}  # fmt: skip


def entries(text: str) -> list[list[str]]:
    return [entry.split() for line in text.split("\n") for entry in line.split("|") if entry]


def code_of(marts: duckdb.DuckDBPyConnection, kind: str, name: str) -> str | None:
    found = marts.execute(
        f"select {kind}_code from intermediate.int_{kind}_names where {kind}_key = {sql('fold_text', '?')}",
        [name],
    ).fetchone()
    return found[0] if found else None


def test_names_and_dated_codes_of_2002_mean_todays_divisions(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    divisions = entries(DIVISIONS_2002)
    assert len(divisions) == 30
    for code, name, today in divisions:
        assert code_of(marts, "industry", name) == today, name
        assert code_of(marts, "industry", f"2002:{code}") == today, code


def test_names_and_codes_of_2011_and_2017_mean_themselves(marts: duckdb.DuckDBPyConnection) -> None:
    divisions = entries(DIVISIONS_2011)
    assert len(divisions) == 31
    for code, name in divisions:
        for text in (name, code, f"C{code}"):
            assert code_of(marts, "industry", text) == code, text
    for name, code in RENAMED_2017.items():
        assert code_of(marts, "industry", name) == code


@pytest.mark.parametrize("code", REGION_FORMS)
def test_every_printed_form_of_a_region_means_it(
    marts: duckdb.DuckDBPyConnection, code: str
) -> None:
    for form in REGION_FORMS[code]:
        assert code_of(marts, "region", form) == code, form


@pytest.mark.parametrize("name", ["北亰", "广冻", "Peking city", "999999", ""])
def test_nothing_is_matched_by_likeness(marts: duckdb.DuckDBPyConnection, name: str) -> None:
    assert code_of(marts, "region", name) is None
