"""Write the simulated raw/ in two passes, since Dig must be the index the warehouse computes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.simulate import draw, exports, panel, shapes
from tsi_warehouse.simulate.draw import CONTROLS, MEDIATORS, WINDOW, YEARS, Array, Truth

SEED = 20241
# The variant of study_models whose Dig is instrumented.
INSTRUMENTED = "robust_instrument"
Index = Callable[[Path, Path], dict[tuple[str, int], float]]

# Interior gaps, all inside the reported years: (series, region, year). Interpolation fills them.
GAPS = {
    "domain_names": [("460000", 2014), ("630000", 2014), ("640000", 2014), ("640000", 2015)],
    "websites": [("630000", 2016), ("650000", 2016), ("650000", 2017)],
    "it_investment": [("520000", 2018), ("530000", 2018), ("620000", 2018)],
    "technology_market": [
        ("640000", 2013),
        *(("540000", year) for year in range(2012, 2017)),
    ],
    "fdi": [("620000", 2017)],
}
# Bureau exports: indicator -> series, unit.
BUREAU = {
    "broadband_ports": ("互联网宽带接入端口", "万个"),
    "mobile_switch_capacity": ("移动电话交换机容量", "万户"),
    "long_distance_cable_km": ("长途光缆线路长度", "公里"),
    "domain_names": ("域名数", "万个"),
    "broadband_users": ("互联网宽带接入用户", "万户"),
    "mobile_users": ("移动电话年末用户", "万户"),
    "telecom_volume": ("电信业务总量", "亿元"),
    "websites": ("网站数", "万个"),
}
BUREAU_NOTES = {
    "telecom_volume": [
        "注：1.电信业务总量2015年及以前按2010年不变价格计算，2016—2020年按2015年不变价格计算，",
        "　　　2021年起按2020年不变价格计算。",
    ],
}
SCHOOLING_SERIES = {
    "primary": "6岁及6岁以上小学人口数(人口抽样调查)",
    "junior": "6岁及6岁以上初中人口数(人口抽样调查)",
    "senior": "6岁及6岁以上高中人口数(人口抽样调查)",
    "college": "6岁及6岁以上大专及以上人口数(人口抽样调查)",
    "total": "6岁及6岁以上人口数(人口抽样调查)",
}
EPS_DIGITAL = {
    "software_revenue": "软件业务收入（亿元）",
    "it_employment": "信息传输、软件和信息技术服务业城镇单位就业人员（万人）",
    "it_investment": "信息传输、软件和信息技术服务业固定资产投资（亿元）",
}
# Long files: indicator -> file, block, unit, variable, factor from the indicator's unit, decimals.
LONG = {
    "rd_expenditure": ("techme_RDActivity", "合计", "万元", "v4_zh_nbzc_hj", 10000, 0),
    "rd_personnel": ("techme_RDLaborHour", "合计", "人年", "v4_zh_qsdl_hj", 1, 0),
    "patents_granted": ("techme_RDPatentAuthority", "合计", "件", "v4_cg_zlsq2_hj", 1, 0),
    "technology_market": ("techme_MarketPush", "金额", "万元", "v4_cg_jssc_je", 10000, 0),
    "science_expenditure": ("techme_PublicBudget", "科学技术", "亿元", "v6_cz_yszc_kxjs", 1, 2),
}
NAMES = {
    "110000": "北京市", "120000": "天津市", "130000": "河北省", "140000": "山西省",
    "150000": "内蒙古自治区", "210000": "辽宁省", "220000": "吉林省", "230000": "黑龙江省",
    "310000": "上海市", "320000": "江苏省", "330000": "浙江省", "340000": "安徽省",
    "350000": "福建省", "360000": "江西省", "370000": "山东省", "410000": "河南省",
    "420000": "湖北省", "430000": "湖南省", "440000": "广东省", "450000": "广西壮族自治区",
    "460000": "海南省", "500000": "重庆市", "510000": "四川省", "520000": "贵州省",
    "530000": "云南省", "540000": "西藏自治区", "610000": "陕西省", "620000": "甘肃省",
    "630000": "青海省", "640000": "宁夏回族自治区", "650000": "新疆维吾尔自治区",
}  # fmt: skip
CODES = [province.region_code for province in draw.provinces()]


def short_name(code: str) -> str:
    """A region's short Chinese name, as most tables print it."""
    name = NAMES[code]
    for ending in ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"):
        name = name.removesuffix(ending)
    return name


@dataclass(frozen=True)
class Simulation:
    """All that is written: indicators over YEARS, exports over the window, TSI as wanted."""

    digital: dict[str, Array]
    economy: draw.Economy
    dig: Array
    mediators: dict[str, Array]
    schooling: dict[str, Array]
    value_added: tuple[Array, Array]
    tsi: Array
    exports: Array
    instrument: draw.Instrument


def chances(seed: int) -> tuple[np.random.Generator, np.random.Generator, np.random.Generator]:
    """Chance for what comes before the index, for what comes after it, and for the instrument."""
    before, after, instrument = (
        np.random.Generator(np.random.PCG64(part)) for part in np.random.SeedSequence(seed).spawn(3)
    )
    return before, after, instrument


def with_filled_gaps(indicator: str, values: Array) -> Array:
    """Values with their gaps filled on a straight line, as the warehouse will fill them."""
    filled = values.copy()
    for code in {code for code, _ in GAPS.get(indicator, [])}:
        row = CODES.index(code)
        known = [place for place, year in enumerate(YEARS) if (code, year) not in GAPS[indicator]]
        filled[row] = np.interp(np.arange(len(YEARS)), known, values[row, known])
    return filled


def simulate(
    seed: int, index: Callable[[dict[str, Array]], dict[tuple[str, int], float]], truth: Truth
) -> Simulation:
    """Draw the whole default input; `index` computes Dig from the digital indicators as printed."""
    before, after, beside = chances(seed)
    digital = draw.draw_digital(before)
    economy = draw.draw_economy(before)
    dig = panel.over_all_years(index(digital))
    drawn = draw.draw_mediators(after, dig, truth)
    persons = survey_persons(economy)
    schooling = draw.schooling_counts(drawn["hum"], persons)
    value_added = sectors(drawn["upd"], economy.gdp)
    # What the warehouse makes of the printed numbers, not what was drawn, goes into TSI.
    mediators = {
        "hum": draw.years_of_schooling(schooling),
        "upd": value_added[1] / value_added[0],
        "cre": np.round(drawn["cre"], 4),
    }
    controls = economy.controls()
    controls["lnfcl"] = np.log(with_filled_gaps("fdi", economy.fdi))
    log_tsi = panel.wanted_log_tsi(after, dig, mediators, controls, truth)
    tsi = exports.targets(log_tsi, panel.sample(economy.pgdp))
    return Simulation(
        digital=digital,
        economy=economy,
        dig=dig,
        mediators=mediators,
        schooling=schooling,
        value_added=value_added,
        tsi=tsi,
        exports=panel.export_values(after, tsi, economy),
        instrument=draw.draw_instrument(beside),
    )


def survey_persons(economy: draw.Economy) -> Array:
    """Persons aged 6 and over in the sample survey: 1 per mille, in 2015 1 percent."""
    rate = np.array([0.01 if year == 2015 else 0.001 for year in YEARS])
    return np.asarray(np.round(economy.population * 10000 * 0.93 * rate[None, :]))


def sectors(upd: Array, gdp: Array) -> tuple[Array, Array]:
    """Secondary and tertiary value added in the ratio `upd`; the primary sector takes 8 percent."""
    secondary = np.round(0.92 * gdp / (1 + upd), 5)
    tertiary = np.round(secondary * upd, 5)
    return secondary, tertiary


# ---------------------------------------------------------------- writing


def write_digital(raw: Path, digital: dict[str, Array]) -> None:
    """The files that the index needs."""
    for number, (indicator, (series, unit)) in enumerate(BUREAU.items(), start=1):
        write_bureau(
            raw / "bureau" / f"分省年度数据_模拟 ({number}).csv",
            indicator,
            series,
            unit,
            digital[indicator],
            next(p.decimals for p in draw.profiles() if p.indicator_id == indicator),
        )
    for indicator in LONG:
        if indicator in digital:
            write_long(raw, indicator, digital[indicator])


def write_bureau(
    path: Path, indicator: str, series: str, unit: str, values: Array, decimals: int,
    missing_years: Sequence[int] = (),
) -> None:  # fmt: skip
    """One series as the bureau's site exports it."""
    gaps = set(GAPS.get(indicator, []))
    rows = [
        (
            NAMES[code],
            [
                ""
                if (code, year) in gaps or year in missing_years
                else shapes.printed(float(values[place, column]), decimals)
                for column, year in enumerate(YEARS)
            ],
        )
        for place, code in enumerate(CODES)
    ]
    notes = BUREAU_NOTES.get(indicator, ["注：模拟数据，不是统计。SIMULATED, no statistics."])
    shapes.bureau_export(
        path, series, unit, YEARS, rows, [*notes, "数据来源：模拟（格式仿国家统计局网站）"]
    )


def write_long(raw: Path, indicator: str, values: Array) -> None:
    """One series as a long file with national rows; names of early years hold runs of spaces."""
    stem, block, unit, variable, factor, decimals = LONG[indicator]
    gaps = set(GAPS.get(indicator, []))

    def rows() -> Iterable[tuple[str, int, str, str, str, str]]:
        for column in reversed(range(len(YEARS))):
            year = YEARS[column]
            national = float(np.round(values[:, column] * factor, decimals).sum())
            named = [("全国", national, False)] + [
                (short_name(code), float(values[place, column]) * factor, (code, year) in gaps)
                for place, code in enumerate(CODES)
            ]
            for name, value, missing in named:
                spaced = name if year > 2012 or len(name) > 2 else f"{name[0]}   {name[1]}"
                text = "NA" if missing else shapes.printed(value, decimals)
                yield (spaced, year, block, text, unit, variable)

    shapes.long_table(raw / "techme" / f"{stem}_模拟.csv", rows())


def write_eps(raw: Path, simulation_series: dict[str, tuple[str, Array]]) -> None:
    """The EPS workbook: all text, series in column 1, region in column 2, a footer with HTML."""
    rows: list[Sequence[shapes.Cell]] = [[None, None, *[str(year) for year in YEARS]]]
    for indicator, (label, values) in simulation_series.items():
        gaps = set(GAPS.get(indicator, []))
        for place, code in enumerate(CODES):
            numbers: list[shapes.Cell] = [
                None if (code, year) in gaps else shapes.printed(float(values[place, column]), 5)
                for column, year in enumerate(YEARS)
            ]
            rows.append([label, short_name(code), *numbers])
    rows += [[None], ["数据来源：<p>模拟数据</p>"], ["格式仿 EPS DATA，SIMULATED"]]
    shapes.workbook(raw / "中国宏观经济数据库_模拟.xlsx", "中国宏观经济数据库-年度（分省级）", rows)


def write_panel(raw: Path, simulation: Simulation) -> None:
    """The wide panel workbook, 2011-2023; one column is a ratio whose bracket is a formula."""
    header: list[shapes.Cell] = [
        "省份",
        "年份",
        "人均地区生产总值（元）",
        "总人口（万人）",
        "外商投资企业投资总额（亿元）",
        "区域创新能力指数",
        "对外开放度（进出口/GDP）",
    ]
    economy = simulation.economy
    gaps = set(GAPS["fdi"])
    rows: list[Sequence[shapes.Cell]] = [header]
    for place, code in enumerate(CODES):
        for year in range(2011, 2024):
            column = YEARS.index(year)
            openness = economy.trade[place, column] / economy.gdp[place, column]
            rows.append(
                [
                    short_name(code),
                    year,
                    float(economy.pgdp[place, column]),
                    float(economy.population[place, column]),
                    None if (code, year) in gaps else float(economy.fdi[place, column]),
                    float(simulation.mediators["cre"][place, column]),
                    None if year < 2016 else f"{openness:.12f}",
                ]
            )
    shapes.workbook(raw / "面板数据_模拟.xlsx", "面板数据_模拟", rows)


def write_wide(raw: Path, simulation: Simulation) -> None:
    """The wide CSV in UTF-8 with BOM, whose headers end in their units."""
    economy = simulation.economy
    secondary, tertiary = simulation.value_added
    rows: list[Sequence[str]] = [
        ["地区", "年份", "进出口总额_亿元人民币", "第二产业比重_%", "第三产业比重_%"]
    ]
    for place, code in enumerate(CODES):
        for column, year in enumerate(YEARS):
            gdp = float(economy.gdp[place, column])
            rows.append(
                [
                    short_name(code),
                    str(year),
                    shapes.printed(float(economy.trade[place, column]), 2),
                    shapes.printed(100 * float(secondary[place, column]) / gdp, 2),
                    shapes.printed(100 * float(tertiary[place, column]) / gdp, 2),
                ]
            )
    shapes.text_table(raw / "分省年度数据_整合_模拟.csv", rows, encoding="utf-8-sig")


def write_instrument(raw: Path, instrument: draw.Instrument) -> None:
    """Telephones of 1984, once, under the window's first year; the users a year as the bureau has.

    Provinces founded later have an empty cell.
    """
    rows: list[Sequence[str]] = [["地区", "年份", "1984年每百人固定电话_部/百人"]]
    rows += [
        [short_name(code), str(WINDOW[0]), "" if np.isnan(value) else shapes.printed(value, 2)]
        for code, value in zip(CODES, instrument.telephones, strict=True)
    ]
    shapes.text_table(raw / "工具变量_模拟.csv", rows)
    write_bureau(
        raw / "bureau" / f"分省年度数据_模拟 ({len(BUREAU) + len(SCHOOLING_SERIES) + 1}).csv",
        "internet_users",
        "互联网上网人数",
        "万人",
        instrument.users,
        1,
    )


def write_exports(raw: Path, values: Array) -> None:
    """Export records, a file a year; the first is in GB18030 with Chinese headers."""
    codes = [kind.code for kind in panel.industries()]
    for column, year in enumerate(WINDOW):
        chinese = year == WINDOW[0]
        rows: list[Sequence[str]] = [
            ["地区", "年份", "行业代码", "出口额", "单位"]
            if chinese
            else ["region", "year", "industry", "value", "unit"]
        ]
        for place, code in enumerate(CODES):
            for industry, division in enumerate(codes):
                rows.append(
                    [
                        short_name(code) if chinese else code,
                        str(year),
                        division,
                        shapes.significant(float(values[place, industry, column]), 7),
                        "美元" if chinese else "USD",
                    ]
                )
        shapes.text_table(
            raw / "exports" / f"simulated_exports_{year}.csv",
            rows,
            encoding="gb18030" if chinese else "utf-8",
            line_end="\r\n" if chinese else "\n",
        )


def write_truth(raw: Path, truth: Truth) -> None:
    """truth.csv: the true effects, by table, column and term, of 'equation' and with instrument."""
    rows: list[Sequence[str]] = [
        ["study_table", "column_no", "variant", "outcome", "term", "effect", "true_value"]
    ]

    def add(
        column: int, table: str, outcome: str, term: str, effect: str, value: float,
        variant: str = "equation",
    ) -> None:  # fmt: skip
        rows.append([table, str(column), variant, outcome, term, effect, f"{value:.10g}"])

    add(5, "3", "ln_tsi", "dig", "coefficient", truth.total)
    add(5, "3", "ln_tsi", "dig", "coefficient", truth.total, INSTRUMENTED)
    for name, value in zip(CONTROLS, truth.controls, strict=True):
        add(5, "3", "ln_tsi", name, "coefficient", value)
    for place, mediator in enumerate(MEDIATORS):
        first, second = 2 * place + 1, 2 * place + 2
        indirect = truth.indirect[place]
        add(first, "4", mediator, "dig", "coefficient", truth.on_mediator[place])
        for name in CONTROLS:
            add(first, "4", mediator, name, "coefficient", 0.0)
        add(second, "4", "ln_tsi", "dig", "coefficient", truth.total - indirect)
        add(second, "4", "ln_tsi", mediator, "coefficient", truth.of_mediator[place])
        for name, value in zip(CONTROLS, truth.controls, strict=True):
            add(second, "4", "ln_tsi", name, "coefficient", value)
        add(second, "4", "ln_tsi", mediator, "direct", truth.total - indirect)
        add(second, "4", "ln_tsi", mediator, "indirect", indirect)
        add(second, "4", "ln_tsi", mediator, "total", truth.total)
    shapes.text_table(raw / "truth.csv", rows)


def write(raw: Path, simulation: Simulation, truth: Truth) -> None:
    """All files of raw/."""
    write_digital(raw, simulation.digital)
    economy = simulation.economy
    for number, (kind, name) in enumerate(SCHOOLING_SERIES.items(), start=len(BUREAU) + 1):
        write_bureau(
            raw / "bureau" / f"分省年度数据_模拟 ({number}).csv",
            f"attainment_{kind}",
            name,
            "人",
            simulation.schooling[kind],
            0,
            missing_years=(2010,),
        )
    secondary, tertiary = simulation.value_added
    series = {
        "gdp": ("地区生产总值（当年价）（亿元）", economy.gdp),
        "value_added_secondary": ("第二产业增加值（亿元）", secondary),
        "value_added_tertiary": ("第三产业增加值（亿元）", tertiary),
    }
    write_eps(raw, series | eps_digital(simulation.digital))
    write_panel(raw, simulation)
    write_wide(raw, simulation)
    write_long(raw, "science_expenditure", economy.science)
    write_instrument(raw, simulation.instrument)
    write_exports(raw, simulation.exports)
    write_truth(raw, truth)
    readme = (draw.HERE / "raw_readme.md").read_text(encoding="utf-8")
    (raw / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    write_hashes(raw)


def eps_digital(digital: dict[str, Array]) -> dict[str, tuple[str, Array]]:
    """The digital series of the EPS workbook."""
    return {name: (label, digital[name]) for name, label in EPS_DIGITAL.items()}


def write_hashes(raw: Path) -> None:
    """SIMULATED: the SHA-256 of every simulated file, as sha256sum prints it."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(raw).as_posix()}"
        for path in raw.rglob("*")
        if path.is_file() and path.name not in ("SIMULATED", "README.md")
    ]
    ordered = sorted(lines, key=lambda line: line[66:])
    (raw / "SIMULATED").write_text("\n".join(ordered) + "\n", encoding="utf-8", newline="\n")


def index_of_warehouse(index: Index, scratch: Path) -> Callable[
    [dict[str, Array]], dict[tuple[str, int], float]
]:  # fmt: skip
    """Dig of digital indicators, by writing them as raw files and asking the warehouse."""

    def of(digital: dict[str, Array]) -> dict[tuple[str, int], float]:
        raw = scratch / "raw"
        write_digital(raw, digital)
        write_eps(raw, eps_digital(digital))
        return index(raw, scratch)

    return of


def clear(out: Path) -> None:
    """Take away what an earlier run wrote, and nothing else.

    Raises
    ------
    TsiError : SIM-02 where the folder holds a file that no earlier run wrote
    """
    if not out.is_dir():
        return
    listed = out / "SIMULATED"
    ours = {"SIMULATED", "README.md"}
    if listed.is_file():
        ours |= {line[66:] for line in listed.read_text(encoding="utf-8").splitlines()}
    found = [
        path for path in sorted(out.rglob("*")) if path.is_file() and not path.name.startswith(".")
    ]
    foreign = [path for path in found if path.relative_to(out).as_posix() not in ours]
    if foreign:
        raise TsiError(
            "SIM-02",
            en=f"{foreign[0]} was not written by this command, and simulated files never go beside "
            "others. Choose another folder with --out.",
            zh=f"{foreign[0]} 不是本命令写出的文件；模拟文件不与其他文件放在一起。"
            "请用 --out 另选文件夹。",
        )
    for path in found:
        path.unlink()
    for folder in sorted((path for path in out.rglob("*") if path.is_dir()), reverse=True):
        folder.rmdir()


def build(out: Path, seed: int = SEED, index: Index | None = None) -> None:
    """Write the whole simulated input into `out`, replacing an earlier one.

    Everything is written aside first, so that a failure leaves the earlier files as they were.
    """
    if index is None:
        from tsi_warehouse.simulate.index import digital_index

        index = digital_index
    truth = Truth()
    with tempfile.TemporaryDirectory(prefix="tsi-simulate-") as folder:
        scratch = Path(folder)
        simulation = simulate(seed, index_of_warehouse(index, scratch / "index"), truth)
        ready = scratch / "ready"
        ready.mkdir()
        write(ready, simulation, truth)
        clear(out)
        shutil.copytree(ready, out, dirs_exist_ok=True)
