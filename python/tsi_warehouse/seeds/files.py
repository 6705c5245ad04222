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
from functools import partial
from pathlib import Path

from tsi_warehouse.core.data_files import read_yaml
from tsi_warehouse.core.errors import Text, TsiError, failure, listed, message
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.warned import Warned, warning
from tsi_warehouse.seeds.rules import (
    Row,
    Rules,
    at,
    broken_rules,
    broken_settings,
    unknown_references,
)

# Digits of ASCII only: a full-width １ is one to Python and none to DuckDB.
_WHOLE = re.compile(r"[+-]?[0-9]+")
_PATTERNS = {
    "integer": _WHOLE,
    "bigint": _WHOLE,
    "double": re.compile(r"[+-]?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"),
    "boolean": re.compile(r"true|false|1|0|yes|no", re.IGNORECASE),
}
_BOOLEANS = {"1": "true", "yes": "true", "0": "false", "no": "false"}
_CHINESE = re.compile("[\u3400-\u9fff]")
_SHOWN = 5
_SHOWN_PROBLEMS = 20
SETTINGS = "study_settings.csv"
#: What stg_settings calls the index where the study does not name it.
MAIN_INDEX = "digital"
#: What `inputs` of variables.csv calls export records.
EXPORTS = "exports"
_TABLE_ENDINGS = {".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods"}


@dataclass(frozen=True)
class SeedSpec:
    """One seed as models/seeds/_seeds.yml describes it.

    Attributes
    ----------
    required : whether a study must have it; one that need not is staged as its header alone
    shipped : whether a study that lacks it gets the project's own
    outdated : columns that only an earlier release's file has; the project's own takes its place
    columns : column -> type, in order
    optional_columns : columns that an older or simpler file may lack; they are filled with nothing
    """

    name: str
    required: bool
    shipped: bool
    columns: dict[str, str]
    optional_columns: frozenset[str]
    outdated: frozenset[str] = frozenset()
    rules: Rules = field(default_factory=Rules)

    def path(self, study: Study) -> Path:
        """Where the study's seed is: the project's own where that takes its place."""
        own = study.seeds / f"{self.name}.csv"
        if self.shipped and (not own.is_file() or self._is_outdated(own)):
            return study.project / "seeds" / own.name
        return own

    def _is_outdated(self, path: Path) -> bool:
        return bool(self.outdated) and any(self.outdated & row.keys() for row in read_seed(path))

    def rows(self, study: Study) -> list[Row]:
        """Its checked rows, by their numbers in the file; none where an optional one is absent."""
        path = self.path(study)
        if path.is_file():
            return list(_checked_rows(path, self))
        if self.required:
            raise failure("SEED-02", path=path, spec=self)
        return []

    def staged(self, rows: Sequence[Row]) -> str:
        """The seed as dbt reads it."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(
            text, list(self.columns), lineterminator="\n", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(dict(values) for _, values in rows)
        return text.getvalue()


def seed_specs(project: Path) -> list[SeedSpec]:
    """Every seed that models/seeds/*.yml describes."""
    paths = sorted((project / "models" / "seeds").glob("*.yml"))
    return [_spec(seed) for path in paths for seed in read_yaml(path).get("seeds", [])]


def _spec(seed: Mapping) -> SeedSpec:  # type: ignore[type-arg]
    config = seed.get("config", {})
    meta = config.get("meta", {})
    given: dict = {}  # type: ignore[type-arg]
    for test in seed.get("data_tests", []):
        given |= test.get("valid_rows", {}).get("arguments", {})
    key, nullable = given.get("key", []), given.get("nullable", [])
    return SeedSpec(
        name=seed["name"],
        required=bool(meta.get("required", False)),
        shipped=bool(meta.get("shipped", False)),
        columns=dict(config.get("column_types", {})),
        optional_columns=frozenset(meta.get("optional_columns", ["comment"])),
        outdated=frozenset(meta.get("outdated_columns", [])),
        rules=Rules(
            key=key,
            filled=[name for name in key if name not in nullable] + given.get("required", []),
            **{name: given.get(name, {}) for name in ("accepted", "ranges")},
            **{name: meta.get(name, {}) for name in ("refers", "ids", "settings")},
        ),
    )


def stage_seeds(study: Study) -> Path:
    """Check the study's seeds and write them, cleaned, into the project; the folder dbt reads."""
    specs = {spec.name: spec for spec in seed_specs(study.project)}
    staged: dict[str, list[Row]] = {}
    problems: list[TsiError] = []
    for spec in specs.values():
        try:
            staged[spec.name] = spec.rows(study)
        except TsiError as problem:
            problems.append(problem)
            continue
        if broken := list(_broken(study, spec, staged[spec.name])):
            problems.append(_of_rows("SEED-09", spec.path(study), broken))
    if {"raw_series", "indicators"} <= set(staged):
        staged["raw_series"], broken = with_multipliers(staged["raw_series"], staged["indicators"])
        if broken:
            problems.append(_of_rows("SEED-13", specs["raw_series"].path(study), broken))
    if not problems:
        problems = list(_study_problems(study, specs, staged))
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        rest = message("and more lines", more=more) if more > 0 else ""
        raise failure("SEED-01", listed=listed(problems[:_SHOWN_PROBLEMS]), rest=rest)
    folder = study.work / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("*.csv")) - {folder / f"{name}.csv" for name in staged}:
        stale.unlink()
    for name, spec in specs.items():
        text = spec.staged(staged[name])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def _broken(study: Study, spec: SeedSpec, rows: Sequence[Row]) -> Iterator[Text]:
    # A blank multiplier is filled from the units, once the indicators are known.
    filled = [column for column in spec.rules.filled if column != "multiplier"]
    yield from broken_rules(rows, replace(spec.rules, filled=filled))
    if spec.rules.settings:
        ours = [row["setting"] for row in read_seed(study.project / "seeds" / SETTINGS)]
        yield from broken_settings(rows, ours, spec.rules.settings)


def with_multipliers(
    raw_series: Sequence[Row], indicators: Sequence[Row]
) -> tuple[list[Row], list[Text]]:
    """The rows with each blank multiplier as it follows from the two units, and those where it does not.

    A series that is not wanted is multiplied by nothing.
    """
    from yearbooks.scales import multiplier

    units = {values["indicator_id"]: values["unit"] for _, values in indicators}
    rows: list[Row] = []
    broken: list[Text] = []
    for number, values in raw_series:
        indicator, unit = values["indicator_id"], values["printed_unit"]
        found = values["multiplier"] or ("" if indicator in units else "1")
        if not found:
            wanted = units[indicator]
            factor = multiplier(unit, wanted)
            found = "" if factor is None else repr(factor)
            if factor is None:
                facts = {"unit": unit, "indicator": indicator, "wanted": wanted}
                broken.append(at(number, "multiplier", "no multiplier", **facts))
        rows.append((number, {**values, "multiplier": found}))
    return rows, broken


def _study_problems(
    study: Study, specs: Mapping[str, SeedSpec], staged: Mapping[str, list[Row]]
) -> Iterator[TsiError]:
    """What cannot be meant in variables, indicators and study_models, given the columns that the panel will have."""
    from tsi_warehouse.seeds.formulas import formula_troubles, own_names
    from tsi_warehouse.seeds.models import (
        PANEL,
        Panel,
        described_columns,
        taken_ids,
        troubles,
        without_dimension,
    )

    def ours(seed: str, column: str) -> list[str]:
        return [row[column] for row in read_seed(study.project / "seeds" / f"{seed}.csv")]

    keys = described_columns(study.project, PANEL)
    measures = described_columns(study.project, "int_panel_measures")
    settings = {row["setting"]: row["value"] for _, row in staged["study_settings"]}
    indicators, variables = staged["indicators"], staged["variables"]
    own = [values["indicator_id"] for _, values in indicators]
    # A formula may name an indicator of ours that this study does not have: the variable is null.
    known = {*ours("indicators", "indicator_id"), *own, *measures}
    indexes = [settings.get("main_index") or MAIN_INDEX, EXPORTS]
    if broken := list(formula_troubles(variables, known, indexes, keys)):
        yield _of_rows("SEED-16", specs["variables"].path(study), broken)
        return
    takes_itself = own_names(variables)
    columns = keys | dict.fromkeys(takes_itself, "double")
    taken = {*keys, *measures, *(name for name, itself in takes_itself.items() if not itself)}
    path = specs["indicators"].path(study)
    if broken := list(taken_ids(indicators, taken)):
        yield _of_rows("SEED-11", path, broken)
    if lost := list(without_dimension(indicators)):
        yield _of_rows("SEED-12", path, lost)
    panel = Panel(
        columns,
        own,
        [values for _, values in staged["regions"]],
        {name: kept for name, kept in specs["regions"].rules.accepted.items() if name in columns},
        frozenset(ours("regions", "region_code")),
    )
    models = specs["study_models"].path(study)
    yield from troubles(models, staged["study_models"], panel, settings["first_year"])


def seed_warnings(study: Study) -> Iterator[Warned]:
    """What a person should know of the seeds: rows and files that nothing is built from (SEED-10, SEED-15)."""
    yield from lost_rows(study)
    for name in unknown_seed_files(study):
        yield warning("SEED-15", 1, name=name)


def lost_rows(study: Study) -> Iterator[Warned]:
    """Rows that nothing is built from: they refer to what no seed or raw file is called (SEED-10)."""
    from tsi_warehouse.landing.memo import path_below_raw

    specs = {spec.name: spec for spec in seed_specs(study.project)}
    for spec in specs.values():
        for column, seed in spec.rules.refers.items():
            known = [next(iter(values.values())) for _, values in specs[seed].rows(study)]
            lost = list(unknown_references(spec.rows(study), column, known, seed))
            yield from _warned_of_rows("SEED-10", spec.path(study), lost)
    absent = [
        message("no raw file", number=number, file=values["source_file"])
        for number, values in specs["raw_files"].rows(study)
        if not (study.raw / path_below_raw(values["source_file"])).is_file()
    ]
    yield from _warned_of_rows("SEED-10", specs["raw_files"].path(study), absent)


def _warned_of_rows(code: str, path: Path, lost: Sequence[Text]) -> Iterator[Warned]:
    if lost:
        said = _of_rows(code, path, lost)
        yield Warned(code, len(lost), said.en, said.zh)


def _of_rows(code: str, path: Path, broken: Sequence[Text]) -> TsiError:
    """The first of what a seed's rows break, and how many more there are."""
    more = len(broken) - _SHOWN
    rest = [message("and more", more=more)] if more > 0 else []
    en = "; ".join(each.en for each in (*broken[:_SHOWN], *rest))
    zh = "；".join(each.zh for each in (*broken[:_SHOWN], *rest))
    en, zh = (en if en.endswith("?") else f"{en}."), (zh if zh.endswith("？") else f"{zh}。")
    return TsiError(code, en=f"{path}: {en}", zh=f"{path}：{zh}")


def read_seed(path: Path) -> list[dict[str, str]]:
    """Rows of a seed as a person saved it, names and values trimmed; none where it is absent."""
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
    """Tables in the seeds folder that no description names: misspelt, or saved as a workbook."""
    known = {f"{spec.name}.csv" for spec in seed_specs(study.project)}
    return sorted(
        path.name
        for path in study.seeds.iterdir()
        if path.suffix.lower() in _TABLE_ENDINGS
        and path.name not in known
        and not path.name.startswith(("~$", "."))
    )


def _checked_rows(path: Path, spec: SeedSpec) -> Iterator[Row]:
    text = _decoded(path)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    header = [name.strip().lower() for name in lines[0]] if lines else []
    needed = [name for name in spec.columns if name not in spec.optional_columns]
    if missing := ", ".join(name for name in needed if name not in header):
        raise failure("SEED-03", path=path, listed=missing, found=", ".join(header))
    if repeated := sorted({name for name in header if name and header.count(name) > 1}):
        raise failure("SEED-04", path=path, repeated=", ".join(repeated))
    width = len(header)
    for number, line in enumerate(lines[1:], start=2):
        if not any(value.strip() for value in line):
            continue
        if any(value.strip() for value in line[width:]):
            facts = {"values": len(line), "columns": width}
            raise failure("SEED-05", path=path, row_number=number, **facts)
        found = {name: value.strip() for name, value in zip(header, line, strict=False)}
        checked = partial(_checked_value, path, number)
        yield number, {name: checked(name, spec, found.get(name, "")) for name in spec.columns}


def _checked_value(path: Path, row_number: int, name: str, spec: SeedSpec, value: str) -> str:
    kind = spec.columns[name]
    if value and kind in _PATTERNS and not _PATTERNS[kind].fullmatch(value):
        expected = message(f"kind {kind.replace('bigint', 'integer')}")
        place = {"path": path, "row_number": row_number, "name": name}
        raise failure("SEED-06", **place, value=value, expected=expected)
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
        raise failure("SEED-07", path=path, error=error) from error
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise failure("SEED-08 workbook", path=path)
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and _was_garbled(content, text):
            raise failure("SEED-08 garbled", path=path)
        return text
    raise failure("SEED-08", path=path)
