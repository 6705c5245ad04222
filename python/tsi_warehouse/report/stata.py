"""study_panel.dta and tables_3_to_7.do: the study in Stata, with assertions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from panelstats.effects import Effects
from tsi_warehouse.core.quoting import comment, stata_name, visible
from tsi_warehouse.report.replica import Regressor, Replica, ReplicaModel
from tsi_warehouse.report.source import Release
from tsi_warehouse.report.words import Text

DATA, DO = "study_panel.dta", "tables_3_to_7.do"
#: Stata's limit for the label of a variable, in characters.
LABEL_LIMIT = 80
#: Conventions that its own commands compute: options of xtreg and of regress.
OPTIONS = {
    "conventional": ("fe", ""),
    "xtreg": ("fe vce(cluster region_id)", "vce(cluster region_id)"),
    "cr3": ("fe vce(jackknife, mse)", "vce(jackknife, cluster(region_id) mse)"),
}

HEADER = """\
* Tables 3 to 7 of release {release}{simulated}
* Stata 14 or later; built-in xtreg and regress. reghdfe and esttab are used only where installed.
* THIS FILE WAS NOT RUN IN STATA HERE: it was generated; its numbers come from results.estimates.
* Run it in its own folder:   do {name}
* After each model coefficients and standard errors are compared; the last line says how many agree.
* They agree where they differ by less than 1e-6 of their size or of the standard error.
* Each model ends with the standard error that the tables show, where Stata's own commands compute it.
* Constants are not compared: programs normalise them differently when there are effects.

version 14
clear all
set more off
use "{data}", clear
xtset region_id year

scalar n_checked = 0
scalar n_agree = 0

capture program drop agree
program define agree
    args found wanted scale
    scalar n_checked = n_checked + 1
    if abs(`found' - `wanted') < 1e-6 * max(abs(`wanted'), `scale') {{
        scalar n_agree = n_agree + 1
    }}
    else {{
        display as error "`found' is " %18.9g `found' ", expected " %18.9g `wanted'
    }}
end

capture which reghdfe
scalar has_reghdfe = (_rc == 0)
capture which esttab
scalar has_esttab = (_rc == 0)
"""

FOOTER = """
display as text scalar(n_agree) " of " scalar(n_checked) " agree"
assert scalar(n_agree) == scalar(n_checked)
"""


def write(replica: Replica, release: Release, folder: Path) -> None:
    """Write the data (format 118) and the do-file.

    The .dta holds the panel, region_id with its names as value labels, and the samples and terms of
    the models as columns; labels are Chinese and English.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_data(replica, release, folder / DATA)
    (folder / DO).write_text(do_file(replica, release), encoding="utf-8", newline="\n")


def write_data(replica: Replica, release: Release, path: Path) -> None:
    """study_panel.dta."""
    import pandas

    numeric = {name for name, values in replica.columns.items() if _is_numeric(values)}
    whole = {"region_id", "year"} | {name for name in numeric if name.startswith("sample_")}
    frame = pandas.DataFrame(
        {
            name: pandas.Series(values, dtype="int32" if name in whole else "float64")
            if name in numeric
            else pandas.Series([visible(str(value or "")) for value in values], dtype=object)
            for name, values in replica.columns.items()
        }
    )
    marked = "模拟数据 SIMULATED " if release.is_simulated else ""
    frame.to_stata(
        path,
        version=118,
        write_index=False,
        data_label=f"{marked}{release.study_id} {release.release_id}"[:LABEL_LIMIT],
        variable_labels={name: label(text) for name, text in replica.labels.items()},
        value_labels={
            "region_id": {place: visible(text.both) for place, text in replica.region_names.items()}
        },
        time_stamp=None,
    )


def label(text: Text) -> str:
    """A variable's label, both languages, within Stata's limit."""
    return visible(text.both)[:LABEL_LIMIT]


def do_file(replica: Replica, release: Release) -> str:
    """tables_3_to_7.do."""
    parts = [
        HEADER.format(
            release=comment(release.release_id),
            simulated=" (SIMULATED data)" if release.is_simulated else "",
            name=DO,
            data=DATA,
        )
    ]
    parts += [_model(model) for model in replica.models]
    if replica.models:
        parts.append(
            "\nif has_esttab {\n"
            '    esttab using "tables_3_to_7_stata.rtf", replace se'
            " star(* 0.10 ** 0.05 *** 0.01)\n}\n"
        )
    else:
        parts.append("* This release has no estimated model.\n")
    return "".join([*parts, FOOTER])


def _model(model: ReplicaModel) -> str:
    """One model: what is checked always, then what the tables show; once more by reghdfe."""
    outcome = _name(model.outcome)
    right = [_name(regressor) for regressor in model.regressors]
    years = ["i.year"] if model.effects.has_year else []
    command = "xtreg" if model.effects.has_region else "regress"
    condition = f" if {model.sample} == 1" if model.sample else ""
    formula = " ".join([outcome, *right, *years])
    lines = [f"\n* {comment(model.name)}: {comment(model.remark('Stata', OPTIONS))}"]
    last = model.shown if model.shown in OPTIONS else "xtreg"
    for vcov in sorted(model.expected, key=lambda vcov: vcov == last):
        if vcov in OPTIONS:
            options = OPTIONS[vcov][command == "regress"]
            lines.append(f"{command} {formula}{condition}" + (f", {options}" if options else ""))
            lines += _compared(right, model.expected[vcov])
    lines.append("if has_esttab eststo")
    if model.effects is Effects.REGION_YEAR and "xtreg" in model.expected:
        lines.append("if has_reghdfe {")
        lines.append(
            f"    reghdfe {outcome} {' '.join(right)}{condition}, "
            "absorb(region_id year) vce(cluster region_id)"
        )
        lines += [f"    {line}" for line in _compared(right, model.expected["xtreg"])]
        lines.append("}")
    return "\n".join(lines) + "\n"


def _compared(names: Sequence[str], expected: Sequence[tuple[float, float]]) -> list[str]:
    """Each coefficient and its standard error against the expected numbers."""
    return [
        f"agree {kind}[{name}] {number:.15g} {error:.15g}"
        for name, (coefficient, error) in zip(names, expected, strict=True)
        for kind, number in (("_b", coefficient), ("_se", error))
    ]


def _name(regressor: Regressor) -> str:
    return {"diff": "D.", "lag": "L.", "": ""}[regressor.operator] + stata_name(regressor.column)


def _is_numeric(values: object) -> bool:
    return all(value is None or isinstance(value, int | float) for value in values)  # type: ignore[attr-defined]
