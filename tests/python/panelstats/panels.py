"""Panels that several tests estimate on."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

import numpy as np

from panelstats import Effects, Fit, Panel, Refusal, fit


def read_columns(path: Path, text: Collection[str] = ()) -> dict[str, np.ndarray]:
    """A CSV's columns, numbers but for those named in `text`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([row[name] if name in text else float(row[name]) for row in rows])
        for name in rows[0]
    }


def grunfeld(shared: Path, effects: Effects) -> Panel:
    """inv on value and capital, 10 firms, 20 years."""
    columns = read_columns(shared / "oracles" / "panel_grunfeld10.csv", {"firm"})
    return Panel(
        y=columns["inv"],
        x=np.column_stack([columns["value"], columns["capital"]]),
        region=columns["firm"],
        year=columns["year"].astype(int),
        effects=effects,
        names=("value", "capital"),
    )


def fitted(panel: Panel) -> Fit:
    """The model of a panel that can be estimated."""
    model = fit(panel)
    assert isinstance(model, Fit), model
    return model


def refused(panel: Panel) -> Refusal:
    """Why a panel cannot be estimated."""
    refusal = fit(panel)
    assert isinstance(refusal, Refusal)
    return refusal
