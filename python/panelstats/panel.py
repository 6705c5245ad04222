"""What a model is estimated from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt

from panelstats.arrays import Array
from panelstats.effects import Effects


class PanelData(Protocol):
    """Anything that holds a panel's columns, one row a region and year, without missing values.

    `y` is (n,), `x` (n, k) with one column per name, `region` (n,) of any sortable labels, which are
    the clusters, and `year` (n,) whole numbers; `effects` are those to absorb.
    """

    @property
    def y(self) -> Array: ...  # noqa: D102
    @property
    def x(self) -> Array: ...  # noqa: D102
    @property
    def region(self) -> npt.NDArray[Any]: ...  # noqa: D102
    @property
    def year(self) -> npt.NDArray[Any]: ...  # noqa: D102
    @property
    def effects(self) -> Effects: ...  # noqa: D102
    @property
    def names(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True)
class Panel:
    """The same as a value."""

    y: Array
    x: Array
    region: npt.NDArray[Any]
    year: npt.NDArray[Any]
    effects: Effects
    names: tuple[str, ...]


class InstrumentedData(PanelData, Protocol):
    """A panel with an instrument (n,) and the names of the endogenous regressor and of it."""

    @property
    def instrument(self) -> Array | None: ...  # noqa: D102
    @property
    def endogenous(self) -> tuple[str, str] | None: ...  # noqa: D102


@dataclass(frozen=True)
class InstrumentedPanel(Panel):
    """The same as a value."""

    instrument: Array
    endogenous: tuple[str, str]
