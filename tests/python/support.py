"""Running `tsi` and writing small studies, for tests of every room."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def tsi(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """One `tsi` command as users run it; TSI_* of the caller's shell do not leak in."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TSI_")}
    environment |= {
        "PYTHONPATH": str(PROJECT / "python"),
        "PYTHONUTF8": "1",
        "TSI_LANG": "en",
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-m", "tsi_warehouse", *map(str, arguments)],
        cwd=PROJECT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


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


def trade_study(
    folder: Path,
    year: int,
    exports: Mapping[str, Mapping[str, float]],
    gdp_per_capita: Mapping[str, float],
) -> Path:
    """A study of one year that is all trade: regions x products, and GDP per capita in a file of that name."""
    study = new_study(folder, {"first_year": year, "last_year": year, "base_year": year})
    seeds = study / "seeds"
    regions = sorted({*exports, *gdp_per_capita})
    products = sorted({product for row in exports.values() for product in row})
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
        [(region, year, repr(value)) for region, value in gdp_per_capita.items()],
    )
    write_table(
        study / "raw" / "exports" / "exports.csv",
        ["region", "year", "industry", "value"],
        [
            (region, year, product, repr(value))
            for region, row in exports.items()
            for product, value in row.items()
        ],
    )
    return study
