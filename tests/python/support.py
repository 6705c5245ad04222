"""Running `tsi` and writing small studies, for tests of every room."""

from __future__ import annotations

import atexit
import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import duckdb
import pytest

from tsi_warehouse.cli.main import main
from tsi_warehouse.core.quoting import sql_text
from tsi_warehouse.core.workers import Worker
from tsi_warehouse.study.results import create, declared

PROJECT = Path(__file__).resolve().parents[2]
# Reference data that is kept next to the project and never committed to it.
SHARED = PROJECT.parent / "shared"


def shared_folder() -> Path:
    """SHARED; the test that asks skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs reference data next to the project, absent here: {SHARED.name}/")
    return SHARED


Ended = subprocess.CompletedProcess[str]


def tsi(*arguments: str | Path, **variables: str) -> Ended:
    """One `tsi` command as users run it; TSI_* of the caller's shell do not leak in."""
    return Begun(*arguments, **variables).ended()


class Begun:
    """The same command, begun and not waited for."""

    def __init__(self, *arguments: str | Path, **variables: str) -> None:
        # Files, for a pipe that nobody reads stops who writes.
        self._said, self._complained = TemporaryFile(), TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tsi_warehouse", *map(str, arguments)],
            cwd=PROJECT, env=_environment(variables), stdout=self._said, stderr=self._complained,
        )  # fmt: skip

    def ended(self) -> Ended:
        """How it ended, and what it said."""
        code = self._process.wait()
        return Ended(self._process.args, code, *map(_text_of, (self._said, self._complained)))

    def kill(self) -> None:
        """End it, unless it has ended."""
        self._process.kill()
        self._process.wait()


def tsi_again(*arguments: str | Path, **variables: str) -> Ended:
    """The same command in a process that stays for the next one."""
    return elsewhere(_answered, list(map(str, arguments)), _environment(variables))


def elsewhere(function: Callable[..., Any], *arguments: object) -> Any:
    """What a function returns in a second process, which imports dbt once for all of them."""
    return _other_process().ask(function, *arguments)


@cache
def _other_process() -> Worker:
    worker = Worker()
    atexit.register(worker.stop)
    return worker


def _answered(arguments: list[str], environment: dict[str, str]) -> Ended:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(PROJECT)
    said, complained = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)
    )
    with redirect_stdout(said), redirect_stderr(complained):
        code = main(arguments)
    return Ended(arguments, code, _text_of(said.buffer), _text_of(complained.buffer))


def _text_of(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8")


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TSI_")}
    ours = {"PYTHONPATH": str(PROJECT / "python"), "PYTHONUTF8": "1", "TSI_LANG": "en"}
    return {**inherited, **ours, **variables}


# The refreshes that begin before a test asks for them, by the fixture that waits for them.
EARLY: dict[Callable[..., Path], Callable[[Path], Sequence[str | Path]]] = {}


def early(options: Callable[[Path], Sequence[str | Path]]) -> Any:
    """A session's fixture: the release of `tsi refresh` with these options; never write to it.

    The refresh begins before a test asks for it and runs in parallel with others, which use one core of two;
    who asks for the release waits for it (conftest.begun). `options` may write a study into the folder that it
    gets, which becomes the warehouse.
    """

    def release(begun: Callable[[Callable[..., Path]], Path]) -> Path:
        return begun(release)

    EARLY[release] = options
    release.__doc__ = options.__doc__
    return pytest.fixture(scope="session", name=options.__name__)(release)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV in UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def new_study(folder: Path, settings: Mapping[str, object] = {}) -> Path:
    """An empty study with a copy of our seeds, and some of its settings changed."""
    (folder / "raw").mkdir(parents=True)
    (folder / "warehouse").mkdir()
    shutil.copytree(PROJECT / "seeds", folder / "seeds")
    change_settings(folder, {"study_id": folder.name, **settings})
    return folder


def change_settings(study: Path, settings: Mapping[str, object]) -> None:
    """Set some settings of a study, keeping the others."""
    path = study / "seeds" / "study_settings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["setting"]: row["value"] for row in csv.DictReader(file)}
    rows |= {name: str(value) for name, value in settings.items()}
    write_table(
        path, ["setting", "value", "comment"], [(name, value, "") for name, value in rows.items()]
    )


# The study of three regions and three years on which refreshes are tried: most of one is fixed cost.
SMALL_REGIONS = ("北京", "天津", "河北")
SMALL_YEARS = (2011, 2012, 2013)
LONG_HEADER = ["province", "year", "value", "units", "variables"]


def small_study(folder: Path) -> Path:
    """Three regions, three years, GDP per capita, and nothing else yet."""
    first, *_, last = SMALL_YEARS
    new_study(
        folder,
        {"first_year": first, "last_year": last, "base_year": first, "digital_high_regions": 1},
    )
    path = folder / "seeds" / "regions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        regions = list(csv.DictReader(file))
    for row in regions:
        row["in_sample"] = str(row["name_zh"].startswith(SMALL_REGIONS)).lower()
    write_table(path, list(regions[0]), [list(row.values()) for row in regions])
    write_small_series(folder / "raw" / "gdp.csv", "人均地区生产总值", "元", 40_000.0)
    return folder


def write_small_series(path: Path, name: str, unit: str, base: float) -> None:
    """A long table of the small study: values that differ between regions and grow by a tenth a year."""
    write_table(
        path,
        LONG_HEADER,
        [
            [region, year, base * (1 + place) * 1.1 ** (year - SMALL_YEARS[0]), unit, name]
            for place, region in enumerate(SMALL_REGIONS)
            for year in SMALL_YEARS
        ],
    )


def build_variables(connection: duckdb.DuckDBPyConnection) -> None:
    """marts.variables of our own seed, as models/marts/mart_variables.sql makes it; needs the schema marts."""
    connection.execute(
        f"""
        create table marts.variables as
        select variable, coalesce(symbol, variable) as symbol, label_zh, label_en, unit, formula,
            coalesce(inputs, list_aggr(list_distinct(regexp_extract_all(formula, '[a-z]\\w+')), 'string_agg', ' '))
                as inputs,
            role, coalesce(symbol_zh, symbol) as symbol_zh, coalesce(unit_zh, unit) as unit_zh
        from read_csv('{PROJECT}/seeds/variables.csv', all_varchar = true)
        """
    )


def build_shown_views(connection: duckdb.DuckDBPyConnection) -> None:
    """The views of models/results over empty tables, as dbt makes them before the study runs.

    Needs seeds.study_settings alone; printed seeds that are absent are empty.
    """
    from macros import rendered

    rooms = {
        "stg_settings": "staging",
        "int_shown_conventions": "intermediate",
        "descriptive_statistics": "marts",
    }
    seeds = ("printed_models", "printed_coefficients", "printed_descriptives")
    rooms |= dict.fromkeys(seeds, "seeds") | {f"int_own_{seed}": "intermediate" for seed in seeds}
    for table in declared():
        create(connection, table)
    for schema in ("staging", "marts"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute(
        "create table if not exists marts.descriptive_statistics"
        " (variable varchar, n bigint, maximum double, minimum double, std_dev double)"
    )
    connection.execute(
        "create view staging.stg_settings as select coalesce(max(value)"
        " filter (where setting = 'table_inference'), 'clustered') as table_inference,"
        " max(value) filter (where setting = 'study_id') as study_id"
        " from seeds.study_settings"
    )
    for seed in seeds:
        path = sql_text((PROJECT / "seeds" / f"{seed}.csv").as_posix())
        connection.execute(
            f"create table if not exists seeds.{seed} as"
            f" select * from read_csv({path}, all_varchar = true, header = true) limit 0"
        )
    connection.execute("create schema if not exists intermediate")
    models = PROJECT / "models"
    for path in (
        models / "study" / "int_shown_conventions.sql",
        *(models / "audit" / "printed" / f"int_own_{seed}.sql" for seed in seeds),
        # The pages that others refer to first.
        *sorted(
            (models / "results").glob("*.sql"),
            key=lambda path: path.stem in ("hypotheses", "replication"),
        ),
    ):
        query = rendered(
            path.read_text(encoding="utf-8"),
            source=lambda schema, table: f"{schema}.{table}",
            ref=lambda model: f"{rooms.get(model, 'results')}.{model}",
        )
        connection.execute(f"create view {rooms.get(path.stem, 'results')}.{path.stem} as {query}")


@dataclass(frozen=True)
class Trade:
    """One year's exports, regions x products, and GDP per capita of the regions."""

    exports: Mapping[str, Mapping[str, float]]
    gdp_per_capita: Mapping[str, float]


def trade_study(
    folder: Path,
    year: int,
    exports: Mapping[str, Mapping[str, float]],
    gdp_per_capita: Mapping[str, float],
) -> Path:
    """A study of one year that is all trade: regions x products, and GDP per capita in a file of that name."""
    return trade_study_of_years(folder, {year: Trade(exports, gdp_per_capita)})


def trade_study_of_years(folder: Path, trade: Mapping[int, Trade]) -> Path:
    """The same year by year; every year may have its own regions and products."""
    study = new_study(
        folder, {"first_year": min(trade), "last_year": max(trade), "base_year": min(trade)}
    )
    seeds = study / "seeds"
    regions = sorted(
        {name for year in trade.values() for name in (*year.exports, *year.gdp_per_capita)}
    )
    products = sorted(
        {name for year in trade.values() for row in year.exports.values() for name in row}
    )
    write_table(
        seeds / "regions.csv",
        [
            "region_code",
            "name_zh",
            "name_en",
            "in_sample",
            "group_paper",
            "group_nbs",
            "tile_row",
            "tile_col",
        ],
        [(region, region, region, "true", "", "", "", "") for region in regions],
    )
    write_table(seeds / "region_aliases.csv", ["alias", "region_code"], [])
    write_table(
        seeds / "industries.csv",
        ["industry_code", "name_zh", "name_en", "factor_intensity"],
        [(product, product, product, "") for product in products],
    )
    write_table(seeds / "industry_aliases.csv", ["alias", "industry_code", "edition"], [])
    with (seeds / "raw_series.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["gdp_per_capita", "", "pgdp", 1, "national accounts", 1, ""])
    write_table(
        study / "raw" / "gdp_per_capita.csv",
        ["region", "year", "value"],
        [
            (region, year, repr(value))
            for year, of_year in trade.items()
            for region, value in of_year.gdp_per_capita.items()
        ],
    )
    write_table(
        study / "raw" / "exports" / "exports.csv",
        ["region", "year", "industry", "value"],
        [
            (region, year, product, repr(value))
            for year, of_year in trade.items()
            for region, row in of_year.exports.items()
            for product, value in row.items()
        ],
    )
    return study
