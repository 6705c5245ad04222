"""Reference tables: checked against their one description and copied into the project before dbt reads them.

dbt writes compiled seeds to a path made from the seeds' own: from an absolute folder it overwrites the user's CSVs.
So the study's seeds are copied, columns in their described order, in UTF-8.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.quoting import shown
from tsi_warehouse.core.warned import Warned
from tsi_warehouse.seeds.rules import (
    Row,
    Rules,
    Told,
    broken_rules,
    broken_settings,
    unknown_references,
)

# Digits of ASCII only: a full-width １ is one to Python and none to DuckDB.
_NUMBER = re.compile(r"[+-]?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_PATTERNS = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "bigint": re.compile(r"[+-]?[0-9]+"),
    "double": _NUMBER,
    "boolean": re.compile(r"true|false|1|0|yes|no", re.IGNORECASE),
}
_BOOLEANS = {"1": "true", "yes": "true", "0": "false", "no": "false"}
_KINDS = {
    "integer": ("a whole number such as 2011", "整数，如 2011"),
    "bigint": ("a whole number such as 2011", "整数，如 2011"),
    "double": (
        "a number such as 0.0001 or 1000, without commas",
        "数字，如 0.0001 或 1000，不带逗号",
    ),
    "boolean": ("true or false", "true 或 false"),
}
_CHINESE = re.compile("[\u3400-\u9fff]")
_SHOWN = 5
_SHOWN_PROBLEMS = 20
SETTINGS = "study_settings.csv"
_TABLE_ENDINGS = {".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods"}


@dataclass(frozen=True)
class SeedSpec:
    """One seed as models/seeds/_seeds.yml describes it.

    Attributes
    ----------
    name : file name without .csv
    required : whether a study must have it; one that need not is staged as its header alone
    shipped : whether a study that lacks it gets the project's own
    outdated : columns that only an earlier release's file has; the project's own takes its place
    columns : column -> type, in order
    optional_columns : columns that an older or simpler file may lack; they are filled with nothing
    rules : what its rows must keep
    """

    name: str
    required: bool
    shipped: bool
    columns: dict[str, str]
    optional_columns: frozenset[str]
    outdated: frozenset[str] = frozenset()
    rules: Rules = field(default_factory=Rules)


def seed_specs(project: Path) -> list[SeedSpec]:
    """Every seed that models/seeds/*.yml describes."""
    specs = []
    for path in sorted((project / "models" / "seeds").glob("*.yml")):
        described = read_yaml(path)
        for seed in described.get("seeds", []):
            config = seed.get("config", {})
            meta = config.get("meta", {})
            specs.append(
                SeedSpec(
                    name=seed["name"],
                    required=bool(meta.get("required", False)),
                    shipped=bool(meta.get("shipped", False)),
                    columns=dict(config["column_types"]),
                    optional_columns=frozenset(meta.get("optional_columns", ["comment"])),
                    outdated=frozenset(meta.get("outdated_columns", [])),
                    rules=_rules(seed.get("data_tests", []), meta),
                )
            )
    return specs


def read_yaml(path: Path) -> Any:
    """A YAML file, by the parser in C where it was built: seven times as fast."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def _rules(data_tests: Sequence[dict[str, dict[str, dict[str, object]]]], meta: dict) -> Rules:  # type: ignore[type-arg]
    """The arguments of the seed's own test valid_rows, and the seeds it refers to."""
    given: dict = {}  # type: ignore[type-arg]
    for test in data_tests:
        given |= test.get("valid_rows", {}).get("arguments", {})
    key, nullable = given.get("key", []), given.get("nullable", [])
    return Rules(
        key=tuple(key),
        filled=tuple([name for name in key if name not in nullable] + given.get("required", [])),
        accepted=given.get("accepted", {}),
        ranges=given.get("ranges", {}),
        refers=meta.get("refers", {}),
        ids=meta.get("ids", {}),
    )


def stage_seeds(study: Study) -> Path:
    """Check the study's seeds and write them, cleaned, into the project; the folder dbt reads.

    Raises
    ------
    TsiError : SEED-01 with every problem of every seed, by file, row and column
    """
    specs = seed_specs(study.project)
    staged: dict[str, list[Row]] = {}
    problems: list[TsiError] = []
    for spec in specs:
        path = _source(study, spec)
        try:
            staged[spec.name] = _rows(path, spec)
        except TsiError as problem:
            problems.append(problem)
            continue
        # A blank multiplier is filled from the units below, once the indicators are known.
        filled = tuple(column for column in spec.rules.filled if column != "multiplier")
        broken = list(broken_rules(staged[spec.name], replace(spec.rules, filled=filled)))
        if spec.name == "study_settings":
            ours = read_seed(study.project / "seeds" / path.name)
            broken += broken_settings(staged[spec.name], [row["setting"] for row in ours])
        if broken:
            problems.append(_of_rows("SEED-09", path, broken))
    if {"raw_series", "indicators"} <= set(staged):
        staged["raw_series"], broken = with_multipliers(staged["raw_series"], staged["indicators"])
        if broken:
            path = _source(study, next(spec for spec in specs if spec.name == "raw_series"))
            problems.append(_of_rows("SEED-13", path, broken))
    if not problems:
        problems = list(_study_problems(study, {spec.name: spec for spec in specs}, staged))
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        lines = problems[:_SHOWN_PROBLEMS]
        raise TsiError(
            "SEED-01",
            en="The study's seeds need a change before anything is built:\n"
            + "\n".join(f"  {problem.code}: {problem.en}" for problem in lines)
            + (f"\n  and {more} more" if more > 0 else ""),
            zh="种子表需先修改，才能构建：\n"
            + "\n".join(f"  {problem.code}：{problem.zh}" for problem in lines)
            + (f"\n  另有 {more} 处" if more > 0 else ""),
        )
    folder = study.work / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("*.csv")) - {folder / f"{name}.csv" for name in staged}:
        stale.unlink()
    for spec in specs:
        text = _text_of(staged[spec.name], spec)
        (folder / f"{spec.name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def with_multipliers(
    raw_series: Sequence[Row], indicators: Sequence[Row]
) -> tuple[list[Row], list[Told]]:
    """The rows with each blank multiplier as it follows from the two units, and those where it does not.

    A series that is not wanted is multiplied by nothing.
    """
    from yearbooks.scales import multiplier

    units = {values["indicator_id"]: values["unit"] for _, values in indicators}
    rows: list[Row] = []
    broken: list[Told] = []
    for number, values in raw_series:
        indicator, unit = values["indicator_id"], values["printed_unit"]
        found = values["multiplier"]
        if not found and indicator in units:
            factor = multiplier(unit, units[indicator])
            found = "" if factor is None else repr(factor)
            if factor is None:
                broken.append(_no_multiplier(number, unit, indicator, units[indicator]))
        rows.append(
            (number, {**values, "multiplier": found or ("" if indicator in units else "1")})
        )
    return rows, broken


def _no_multiplier(number: int, unit: str, indicator: str, wanted: str) -> Told:
    return Told(
        f"row {number}, column multiplier: is empty, and it does not follow from the units: the series is printed "
        f"in '{shown(unit)}', the indicator {shown(indicator)} is in '{shown(wanted)}'. Write the number that turns "
        "the one into the other (1 where they are the same), or correct printed_unit",
        f"第 {number} 行 multiplier 列：为空，且无法由单位推出：序列的单位为“{shown(unit)}”，"
        f"指标 {shown(indicator)} 的单位为“{shown(wanted)}”。请填写换算乘数（相同则为 1），或更正 printed_unit",
    )


def _study_problems(
    study: Study, specs: Mapping[str, SeedSpec], staged: Mapping[str, list[Row]]
) -> Iterator[TsiError]:
    """What cannot be meant in indicators and study_models, given the columns that the panel will have."""
    from tsi_warehouse.seeds.models import (
        Panel,
        panel_columns,
        taken_ids,
        troubles,
        without_dimension,
    )

    columns = panel_columns(study.project)
    ours = [row["indicator_id"] for row in read_seed(study.project / "seeds" / "indicators.csv")]
    path = _source(study, specs["indicators"])
    if taken := list(taken_ids(staged["indicators"], columns, ours)):
        yield _of_rows("SEED-11", path, taken)
    if lost := list(without_dimension(staged["indicators"])):
        yield _of_rows("SEED-12", path, lost)
    accepted = specs["regions"].rules.accepted or {}
    panel = Panel(
        columns,
        [values["indicator_id"] for _, values in staged["indicators"]],
        [values for _, values in staged["regions"]],
        {name: texts for name, texts in accepted.items() if name in columns},
        frozenset(row["region_code"] for row in read_seed(study.project / "seeds" / "regions.csv")),
    )
    (year,) = (
        row["value"] for _, row in staged["study_settings"] if row["setting"] == "first_year"
    )
    yield from troubles(_source(study, specs["study_models"]), staged["study_models"], panel, year)


def seed_warnings(study: Study) -> Iterator[Warned]:
    """What a person should know of the seeds: rows and files that nothing is built from.

    SEED-10, a row refers to what no seed or raw file is called; SEED-15, a file that no seed is called like.
    """
    yield from lost_rows(study)
    for name in unknown_seed_files(study):
        yield Warned(
            "SEED-15",
            1,
            f"{name} is no seed of this project: not used (seeds are the .csv files of docs/seeds.md)",
            f"{name} 不是本项目的种子表：未使用（种子表为 docs/seeds.md 所列的 .csv 文件）",
        )


def lost_rows(study: Study) -> Iterator[Warned]:
    """Rows that nothing is built from: they refer to what no seed names (SEED-10)."""
    from tsi_warehouse.landing.memo import path_below_raw

    specs = {spec.name: spec for spec in seed_specs(study.project)}
    for spec in specs.values():
        for column, seed in (spec.rules.refers or {}).items():
            named = _rows(_source(study, specs[seed]), specs[seed])
            known = [next(iter(values.values())) for _, values in named]
            path = _source(study, spec)
            if lost := list(unknown_references(_rows(path, spec), column, known, seed)):
                yield _warned_of_rows("SEED-10", path, lost)
    path = _source(study, specs["raw_files"])
    absent = [
        Told(
            f"row {number}: raw/ has no file '{shown(values['source_file'])}'",
            f"第 {number} 行：raw/ 中没有文件“{shown(values['source_file'])}”",
        )
        for number, values in _rows(path, specs["raw_files"])
        if not (study.raw / path_below_raw(values["source_file"])).is_file()
    ]
    if absent:
        yield _warned_of_rows("SEED-10", path, absent)


def _warned_of_rows(code: str, path: Path, told: Sequence[Told]) -> Warned:
    said = _of_rows(code, path, told)
    return Warned(code, len(told), said.en, said.zh)


def _of_rows(code: str, path: Path, told: Sequence[Told]) -> TsiError:
    """The first of what is told of a seed's rows, and how many more there are."""
    more = len(told) - _SHOWN
    en = "; ".join(each.en for each in told[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
    zh = "；".join(each.zh for each in told[:_SHOWN]) + (f"；另有 {more} 处" if more > 0 else "")
    return TsiError(
        code,
        en=f"{path}: {en}{'' if en.endswith('?') else '.'}",
        zh=f"{path}：{zh}{'' if zh.endswith('？') else '。'}",
    )


def read_seed(path: Path) -> list[dict[str, str]]:
    """Rows of a seed as a person saved it, names and values trimmed; none where it is absent.

    Raises
    ------
    TsiError : SEED-07 or SEED-08, it cannot be read
    """
    if not path.is_file():
        return []
    text = _decoded(path)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), restval="")
    return [
        {name.strip().lower(): (value or "").strip() for name, value in row.items() if name}
        for row in reader
    ]


def study_setting(seeds: Path, setting: str, default: str = "") -> str:
    """A value of study_settings.csv in the folder `seeds`; `default` where it is absent or empty."""
    rows = read_seed(seeds / SETTINGS)
    values = [row.get("value", "") for row in rows if row.get("setting") == setting]
    return (values[-1] if values else "") or default


def unknown_seed_files(study: Study) -> list[str]:
    """Tables in the seeds folder that no description names: a slip of the pen, or saved as a workbook."""
    known = {f"{spec.name}.csv" for spec in seed_specs(study.project)}
    return sorted(
        path.name
        for path in study.seeds.iterdir()
        if path.suffix.lower() in _TABLE_ENDINGS
        and path.name not in known
        and not path.name.startswith(("~$", "."))
    )


def _source(study: Study, spec: SeedSpec) -> Path:
    own = study.seeds / f"{spec.name}.csv"
    if spec.shipped and (not own.is_file() or _is_outdated(own, spec)):
        return study.project / "seeds" / own.name
    return own


def _is_outdated(path: Path, spec: SeedSpec) -> bool:
    """Whether a file has a column that only an earlier release's had."""
    if not spec.outdated:
        return False
    return any(spec.outdated & row.keys() for row in read_seed(path))


def _rows(path: Path, spec: SeedSpec) -> list[Row]:
    """The rows of a seed, by their numbers in the file; none where an optional one is absent."""
    if path.is_file():
        return list(_checked_rows(path, spec))
    if spec.required:
        raise TsiError(
            "SEED-02",
            en=f"{path} is missing. Copy ours from seeds/{spec.name}.csv and edit it.",
            zh=f"缺少 {path}。请复制本项目的 seeds/{spec.name}.csv 后修改。",
        )
    return []


def _text_of(rows: Sequence[Row], spec: SeedSpec) -> str:
    """The seed as dbt reads it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(spec.columns)
    writer.writerows([values[name] for name in spec.columns] for _, values in rows)
    return text.getvalue()


def _checked_rows(path: Path, spec: SeedSpec) -> Iterator[Row]:
    text = _decoded(path)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    header = [name.strip().lower() for name in lines[0]] if lines else []
    missing = [
        name for name in spec.columns if name not in header and name not in spec.optional_columns
    ]
    if missing:
        listed = ", ".join(missing)
        raise TsiError(
            "SEED-03",
            en=f"{path}: column(s) missing: {listed}. Found: {', '.join(header)}. "
            f"Add them; docs/seeds.md says what each holds.",
            zh=f"{path}：缺少列：{listed}。现有列：{', '.join(header)}。请补上；各列含义见 docs/seeds.md。",
        )
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        raise TsiError(
            "SEED-04",
            en=f"{path}: column(s) twice in the header: {', '.join(repeated)}. Keep one of each.",
            zh=f"{path}：表头中重复的列：{', '.join(repeated)}。每列只保留一个。",
        )
    places = {name: header.index(name) for name in spec.columns if name in header}
    for row_number, line in enumerate(lines[1:], start=2):
        if not any(value.strip() for value in line):
            continue
        if len(line) > len(header) and any(value.strip() for value in line[len(header) :]):
            raise TsiError(
                "SEED-05",
                en=f"{path}, row {row_number}: {len(line)} values under {len(header)} columns. "
                "Put a text that holds the delimiter in double quotes.",
                zh=f"{path} 第 {row_number} 行：{len(header)} 列却有 {len(line)} 个值。含分隔符的文本请加双引号。",
            )
        yield (
            row_number,
            {
                name: _checked_value(
                    path, row_number, name, kind, _value_at(line, places.get(name))
                )
                for name, kind in spec.columns.items()
            },
        )


def _value_at(line: list[str], place: int | None) -> str:
    return line[place].strip() if place is not None and place < len(line) else ""


def _checked_value(path: Path, row_number: int, name: str, kind: str, value: str) -> str:
    pattern = _PATTERNS.get(kind)
    if value == "" or pattern is None:
        return value
    if not pattern.fullmatch(value):
        en, zh = _KINDS[kind]
        raise TsiError(
            "SEED-06",
            en=f"{path}, row {row_number}, column {name}: found '{shown(value)}', expected {en}.",
            zh=f"{path} 第 {row_number} 行 {name} 列：值为“{shown(value)}”，应为{zh}。",
        )
    return _BOOLEANS.get(value.lower(), value.lower()) if kind == "boolean" else value


def _was_garbled(content: bytes, text: str) -> bool:
    """Whether text that reads as GB18030 is UTF-8 with a few characters lost: true GBK gives next to none."""
    as_utf8 = content.decode("utf-8", errors="ignore")
    return 2 * len(_CHINESE.findall(as_utf8)) > len(_CHINESE.findall(text)) > 0


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab, by which the header has most of."""
    return max(",;\t", key=text.split("\n", 1)[0].count)


def _decoded(path: Path) -> str:
    """The text of a seed that Excel may have saved as UTF-8, on a Chinese system as GB18030, or as Unicode."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TsiError(
            "SEED-07",
            en=f"{path} cannot be read ({error.strerror}). Close it in Excel, or copy it, and try again.",
            zh=f"无法读取 {path}（{error.strerror}）。请在 Excel 中关闭它，或另存副本后重试。",
        ) from error
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TsiError(
            "SEED-08",
            en=f"{path} is an Excel workbook under the name of a CSV. Save it as 'CSV UTF-8'.",
            zh=f"{path} 名为 CSV，实为 Excel 工作簿。请另存为“CSV UTF-8”。",
        )
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and _was_garbled(content, text):
            raise TsiError(
                "SEED-08",
                en=f"{path} was opened as GBK, though it is UTF-8, and saved: its Chinese is damaged. Take a good "
                "copy, and open it in Excel by Data > From Text/CSV > 65001: Unicode (UTF-8).",
                zh=f"{path} 为 UTF-8，却被按 GBK 打开并保存，其中的中文已损坏。请取回完好的副本，"
                "在 Excel 中用“数据 > 自文本/CSV > 65001: Unicode (UTF-8)”打开。",
            )
        return text
    raise TsiError(
        "SEED-08",
        en=f"{path} is neither UTF-8 nor GB18030 text. Save it as 'CSV UTF-8'.",
        zh=f"{path} 既不是 UTF-8 也不是 GB18030 文本。请另存为“CSV UTF-8”。",
    )
