"""Simulated tables: no honest one is accused, planted faults are found, and nothing of this study leaks in.

The full simulation, with the rate of each kind of fault, is benchmarks/audit_simulation.py.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import PROJECT

sys.path.insert(0, str(Path(__file__).parent))

from bare_audit import BareAudit
from simulated_tables import FAULTS, Fault, as_seeds, honest_table

HONEST = {f"t{number}": honest_table(number, f"_{number}") for number in range(24)}
# What this simulation finds less a tenth: of 24 tables with one fault each, and 200 in the benchmark.
LEAST_FOUND = {
    "moved_decimal": 0.80,
    "dropped_stars": 0.85,
    "added_stars": 0.85,
    "lost_sign": 0.35,
    "transposed_digits": 0.35,
    "swapped_columns": 0.65,
}


def findings(seeds: Mapping[str, Any]) -> list[dict[str, Any]]:
    return BareAudit(PROJECT, seeds).findings()


@pytest.fixture(scope="module")
def honest() -> list[dict[str, Any]]:
    return findings(as_seeds(HONEST.items()))


def test_no_honest_table_is_called_inconsistent(honest: list[dict[str, Any]]) -> None:
    assert [row for row in honest if row["verdict"] == "inconsistent"] == []
    assert len([row for row in honest if row["check_name"] == "stars"]) > 500


def test_r2_of_an_unknown_kind_is_not_judged_from_t(honest: list[dict[str, Any]]) -> None:
    assert [row for row in honest if row["check_name"] == "r2_from_t"] == []


def test_observations_are_not_judged_where_the_papers_panel_is_unknown(
    honest: list[dict[str, Any]],
) -> None:
    assert [row for row in honest if row["check_name"] == "observations"] == []


def test_tables_that_share_every_name_are_not_compared_with_each_other() -> None:
    tables = {f"t{number}": honest_table(number) for number in range(24)}
    rows = findings(as_seeds(tables.items()))
    assert [row for row in rows if row["verdict"] == "inconsistent"] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_faults_are_found(honest: list[dict[str, Any]], fault: Fault) -> None:
    planted = {
        name: fault(table, np.random.default_rng(1000 + number))
        for number, (name, table) in enumerate(HONEST.items())
    }
    before = {tuple(row.values()) for row in honest}
    found = {
        row["study_table"]
        for row in findings(as_seeds((name, each.table) for name, each in planted.items()))
        if row["verdict"] in ("inconsistent", "suspect")
        and tuple(row.values()) not in before
        and row["column_no"] in planted[row["study_table"]].columns
    }
    assert len(found) / len(planted) >= LEAST_FOUND[fault.__name__]


def test_verdicts_on_another_paper_do_not_depend_on_this_study() -> None:
    seeds = as_seeds(HONEST.items())
    small = {
        "study_settings": [
            {"setting": "study_id", "value": "another"},
            {"setting": "first_year", "value": "2019"},
            {"setting": "last_year", "value": "2021"},
        ],
        "regions": [{"region_code": "1", "name_zh": "一", "name_en": "One", "in_sample": "true"}],
        "study_models": [],
    }
    assert findings(seeds) == findings({**seeds, **small})


def test_tables_of_another_study_are_left_out() -> None:
    seeds = as_seeds(HONEST.items())
    for model in seeds["printed_models"]:
        model["study_id"] = "of_somebody_else"
    assert findings(seeds) == []


def test_empty_seeds_leave_no_findings() -> None:
    assert findings(as_seeds([])) == []


def test_pairs_that_are_compared_grow_with_the_tables_and_not_with_their_square() -> None:
    def rows_of_every_step(copies: int) -> dict[str, int]:
        tables = {
            f"t{number}": honest_table(number % 4, f"_{number % 4}") for number in range(copies)
        }
        audit = BareAudit(PROJECT, as_seeds(tables.items()))
        audit.findings()
        steps = audit.rows("select table_name from duckdb_tables() where table_name like 'int_%'")
        return {
            step["table_name"]: audit.rows(f'select count(*) as n from "{step["table_name"]}"')[0][
                "n"
            ]
            for step in steps
        }

    few, many = rows_of_every_step(8), rows_of_every_step(32)
    assert {name: many[name] for name in many if many[name] > 5 * few[name] + 10} == {}


def test_numbers_printed_as_zero_are_too_coarse_to_judge() -> None:
    table = HONEST["t0"]
    term = table[0].cells[0].term
    coarse = [table[0].with_cell(term, coefficient="0.000", std_error="(0.000)", stars="**")]
    [row] = [row for row in findings(as_seeds([("t", coarse)])) if row["term"] == term]
    assert (row["check_name"], row["verdict"]) == ("stars", "too coarse to judge")


@pytest.mark.parametrize(
    ("convention", "bracket", "stars", "verdict"),
    [
        ("", "2.20", "**", "inconsistent"),
        ("t_in_brackets", "2.20", "**", "consistent"),
        ("t_in_brackets", "2.20", "***", "inconsistent"),
        ("p_in_brackets", "0.030", "**", "consistent"),
        ("p_in_brackets", "0.030", "*", "inconsistent"),
        ("p_in_brackets", "0.000", "***", "consistent"),
    ],
)
def test_brackets_hold_what_the_seed_says(
    convention: str, bracket: str, stars: str, verdict: str
) -> None:
    table = HONEST["t0"]
    term = table[0].cells[0].term
    printed = [table[0].with_cell(term, coefficient="0.500", std_error=f"({bracket})", stars=stars)]
    seeds = as_seeds([("t", printed)])
    seeds["printed_models"][0]["convention"] = convention
    verdicts = [row["verdict"] for row in findings(seeds) if row["check_name"] == "stars"]
    assert verdicts == [verdict]
