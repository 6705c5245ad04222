"""Reference tables: checked against their one description and copied into the project before dbt reads them.

dbt writes compiled seeds to a path made from the seeds' own: from an absolute folder it overwrites the user's CSVs.
So the study's seeds are copied, columns in their described order, in UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tsi_warehouse.errors import TsiError
from tsi_warehouse.project import Study

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_PATTERNS = {
    "integer": re.compile(r"[+-]?\d+"),
    "bigint": re.compile(r"[+-]?\d+"),
    "double": _NUMBER,
    "boolean": re.compile(r"true|false|1|0|yes|no", re.IGNORECASE),
}
_BOOLEANS = {"1": "true", "yes": "true", "0": "false", "no": "false"}


@dataclass(frozen=True)
class SeedSpec:
    """One seed as models/seeds/_seeds.yml describes it.

    Attributes
    ----------
    name : file name without .csv
    required : whether a study must have it; one that need not is staged as its header alone
    shipped : whether a study that lacks it gets the project's own
    columns : column -> type, in order
    optional_columns : columns that an older or simpler file may lack; they are filled with nothing
    """

    name: str
    required: bool
    shipped: bool
    columns: dict[str, str]
    optional_columns: frozenset[str]


def seed_specs(project: Path) -> list[SeedSpec]:
    """Every seed that models/seeds/*.yml describes."""
    import yaml

    specs = []
    for path in sorted((project / "models" / "seeds").glob("*.yml")):
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
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
                )
            )
    return specs


def stage_seeds(study: Study) -> Path:
    """Check the study's seeds and write them, cleaned, into the project; the folder dbt reads.

    Raises
    ------
    TsiError : SEED-01 with every problem of every seed, by file, row and column
    """
    specs = seed_specs(study.project)
    staged: dict[str, str] = {}
    problems: list[TsiError] = []
    for spec in specs:
        try:
            staged[spec.name] = _staged_text(_source(study, spec), spec)
        except TsiError as problem:
            problems.append(problem)
    if problems:
        raise TsiError(
            "SEED-01",
            en="The study's seeds need a change before anything is built:\n"
            + "\n".join(f"  {problem.en}" for problem in problems),
            zh="种子表需先修改，才能构建：\n"
            + "\n".join(f"  {problem.zh}" for problem in problems),
        )
    folder = study.work / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("*.csv")) - {folder / f"{name}.csv" for name in staged}:
        stale.unlink()
    for name, text in staged.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


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
    rows = read_seed(seeds / "study_settings.csv")
    values = [row.get("value", "") for row in rows if row.get("setting") == setting]
    return (values[-1] if values else "") or default


def unknown_seed_files(study: Study) -> list[str]:
    """CSV files in the seeds folder that no description names: a slip of the pen, most likely."""
    known = {f"{spec.name}.csv" for spec in seed_specs(study.project)}
    return sorted(path.name for path in study.seeds.glob("*.csv") if path.name not in known)


def _source(study: Study, spec: SeedSpec) -> Path:
    own = study.seeds / f"{spec.name}.csv"
    if spec.shipped and not own.is_file():
        return study.project / "seeds" / own.name
    return own


def _staged_text(path: Path, spec: SeedSpec) -> str:
    if not path.is_file():
        if spec.required:
            raise TsiError(
                "SEED-02",
                en=f"{path} is missing. Copy ours from seeds/{spec.name}.csv and edit it.",
                zh=f"缺少 {path}。请复制本项目的 seeds/{spec.name}.csv 后修改。",
            )
        rows: Iterable[list[str]] = ()
    else:
        rows = _checked_rows(path, spec)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(spec.columns)
    writer.writerows(rows)
    return text.getvalue()


def _checked_rows(path: Path, spec: SeedSpec) -> Iterator[list[str]]:
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
        yield [
            _checked_value(path, row_number, name, kind, _value_at(line, places.get(name)))
            for name, kind in spec.columns.items()
        ]


def _value_at(line: list[str], place: int | None) -> str:
    return line[place].strip() if place is not None and place < len(line) else ""


def _checked_value(path: Path, row_number: int, name: str, kind: str, value: str) -> str:
    pattern = _PATTERNS.get(kind)
    if value == "" or pattern is None:
        return value
    if not pattern.fullmatch(value):
        raise TsiError(
            "SEED-06",
            en=f"{path}, row {row_number}, column {name}: found {value!r}, expected {kind}.",
            zh=f"{path} 第 {row_number} 行 {name} 列：值为 {value!r}，应为 {kind}。",
        )
    return _BOOLEANS.get(value.lower(), value.lower()) if kind == "boolean" else value


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab, by which the header has most of."""
    return max(",;\t", key=text.split("\n", 1)[0].count)


def _decoded(path: Path) -> str:
    """The text of a seed that Excel may have saved as UTF-8 or, on a Chinese system, as GB18030."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TsiError(
            "SEED-07",
            en=f"{path} cannot be read ({error.strerror}). Close it in Excel, or copy it, and try again.",
            zh=f"无法读取 {path}（{error.strerror}）。请在 Excel 中关闭它，或另存副本后重试。",
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TsiError(
        "SEED-08",
        en=f"{path} is neither UTF-8 nor GB18030 text. Save it as 'CSV UTF-8'.",
        zh=f"{path} 既不是 UTF-8 也不是 GB18030 文本。请另存为“CSV UTF-8”。",
    )
