"""How often the audit finds a planted fault of each kind, how often it doubts an honest table, and what a table costs.

Run: python benchmarks/audit_simulation.py [tables] [--base FOLDER]   (make audit-simulation). Tables are those of
tests/python/audit/simulated_tables.py: 30 regions, 12 years, conventional and clustered standard errors. A fault is
found where a finding that its honest twin has not is inconsistent or suspect and names the cell's column and term.
--base: the same for another copy of this project, such as an earlier commit.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python" / "audit"))

from bare_audit import BareAudit  # noqa: E402
from simulated_tables import FAULTS, Planted, Table, as_seeds, honest_table  # noqa: E402

Findings = list[dict[str, Any]]


def found_at(row: Mapping[str, Any], planted: Planted) -> bool:
    """Whether a finding names the planted fault's place."""
    return row["column_no"] in planted.columns and (
        planted.term is None or row["term"] in (planted.term, None)
    )


def rates(project: Path, tables: Mapping[str, Table]) -> dict[str, tuple[float, float]]:
    """kind -> share of faults that are called inconsistent or suspect, and share with borderline ones."""
    honest = BareAudit(project, as_seeds(tables.items())).findings()
    doubted = Counter((row["check_name"], row["verdict"]) for row in honest)
    accused = {row["study_table"] for row in honest if row["verdict"] == "inconsistent"}
    print(f"{project}: {len(accused)} of {len(tables)} honest tables accused")
    for (check, verdict), count in sorted(doubted.items()):
        if verdict != "consistent":
            print(f"  honest, {check}: {count} {verdict}")
    known = {tuple(row.values())[:7] for row in honest}
    shares = {}
    for fault in FAULTS:
        planted = {
            name: fault(table, np.random.default_rng(1000 + number))
            for number, (name, table) in enumerate(tables.items())
        }
        rows = BareAudit(
            project, as_seeds((name, each.table) for name, each in planted.items())
        ).findings()
        new = [
            row
            for row in rows
            if row["verdict"] != "consistent"
            and tuple(row.values())[:7] not in known
            and found_at(row, planted[row["study_table"]])
        ]
        sure = {row["study_table"] for row in new if row["verdict"] in ("inconsistent", "suspect")}
        either = {row["study_table"] for row in new}
        shares[fault.__name__] = len(sure) / len(planted), len(either) / len(planted)
    return shares


def seconds(project: Path, count: int) -> float:
    """CPU seconds of the audit of `count` tables; copies of forty, each with names of its own."""
    drawn = [honest_table(number) for number in range(40)]
    tables = [(f"t{number}", drawn[number % 40]) for number in range(count)]
    seeds = as_seeds(tables)
    for row in seeds["printed_models"]:
        row["outcome"] = f"{row['outcome']}_{row['study_table']}"
    for row in seeds["printed_coefficients"]:
        row["term"] = f"{row['term']}_{row['study_table']}"
    audit = BareAudit(project, seeds)
    begun = time.process_time()
    audit.findings()
    return time.process_time() - begun


def main() -> None:
    """Print honest doubts, rates and costs, side by side with another copy's where one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="?", type=int, default=200)
    parser.add_argument("--base", type=Path)
    given = parser.parse_args()
    tables = {f"t{number}": honest_table(number, f"_{number}") for number in range(given.tables)}
    projects = [PROJECT, *([given.base] if given.base else [])]
    for project in projects:
        for kind, (sure, either) in rates(project, tables).items():
            print(f"  {kind}: {sure:.3f} found, {either:.3f} with borderline verdicts")
        cost = {count: seconds(project, count) for count in (60, 200, 600)}
        print(
            f"  cost of 200 and 600 tables over 60: {cost[200] / cost[60]:.1f}, {cost[600] / cost[60]:.1f}"
        )


if __name__ == "__main__":
    main()
