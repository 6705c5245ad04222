"""The study in Stata and in R: its panel as data, and a script for each that checks itself."""

from __future__ import annotations

import csv
from pathlib import Path

from tsi_warehouse.core.quoting import csv_cell, visible
from tsi_warehouse.report.replica import ALWAYS_CHECKED, Replica
from tsi_warehouse.report.source import Release
from tsi_warehouse.report.templates import fill
from tsi_warehouse.report.words import Text

R_DATA, R_SCRIPT = "study_panel.csv", "tables_3_to_7.R"
STATA_DATA, DO_FILE = "study_panel.dta", "tables_3_to_7.do"
#: Conventions that the script in R computes.
IN_R = ("conventional", "xtreg", "two_way", "driscoll_kraay", "cr3")
#: Conventions that Stata's own commands compute: options of xtreg and of regress.
IN_STATA = {
    "conventional": ("fe", ""),
    "xtreg": ("fe vce(cluster region_id)", "vce(cluster region_id)"),
    "cr3": ("fe vce(jackknife, mse)", "vce(jackknife, cluster(region_id) mse)"),
}
#: Stata's limit for the label of a variable, in characters.
LABEL_LIMIT = 80


def write_r(replica: Replica, release: Release, folder: Path) -> None:
    """The data as CSV and the script, which needs base R alone."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / R_DATA).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(replica.columns)
        for row in zip(*replica.columns.values(), strict=True):
            writer.writerow(["NA" if value is None else csv_cell(value) for value in row])
    (folder / R_SCRIPT).write_text(r_script(replica, release), encoding="utf-8", newline="\n")


def r_script(replica: Replica, release: Release) -> str:
    """tables_3_to_7.R."""
    return fill(
        "tables_3_to_7.R.j2", replica=replica, release=release, data=R_DATA, script=R_SCRIPT,
        computed=IN_R, checked=ALWAYS_CHECKED,
    )  # fmt: skip


def write_stata(replica: Replica, release: Release, folder: Path) -> None:
    """The data (format 118, labels in both languages) and the do-file."""
    folder.mkdir(parents=True, exist_ok=True)
    write_stata_data(replica, release, folder / STATA_DATA)
    (folder / DO_FILE).write_text(do_file(replica, release), encoding="utf-8", newline="\n")


def do_file(replica: Replica, release: Release) -> str:
    """tables_3_to_7.do.

    Raises
    ------
    ValueError : a column's name is no name in Stata
    """
    return fill(
        "tables_3_to_7.do.j2", replica=replica, release=release, data=STATA_DATA, script=DO_FILE,
        options=IN_STATA,
    )  # fmt: skip


def write_stata_data(replica: Replica, release: Release, path: Path) -> None:
    """study_panel.dta: texts as they can be seen, region_id with its names as value labels."""
    import pandas

    def series(name: str, values: list[object]) -> pandas.Series:
        if not all(value is None or isinstance(value, int | float) for value in values):
            return pandas.Series([visible(str(value or "")) for value in values], dtype=object)
        is_whole = name in ("region_id", "year") or name.startswith("sample_")
        return pandas.Series(values, dtype="int32" if is_whole else "float64")

    marked = "模拟数据 SIMULATED " if release.is_simulated else ""
    frame = {name: series(name, list(values)) for name, values in replica.columns.items()}
    pandas.DataFrame(frame).to_stata(
        path,
        version=118,
        write_index=False,
        data_label=f"{marked}{release.study_id} {release.release_id}"[:LABEL_LIMIT],
        variable_labels={name: _label(text) for name, text in replica.labels.items()},
        value_labels={
            "region_id": {place: visible(text.both) for place, text in replica.region_names.items()}
        },
        time_stamp=None,
    )


def _label(text: Text) -> str:
    return visible(text.both)[:LABEL_LIMIT]
