"""Fixed effects that a model absorbs, and the rows that they leave nothing of."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from panelstats.arrays import Codes, Flags


class Effects(StrEnum):
    """What is absorbed."""

    NONE = "none"
    REGION = "region"
    YEAR = "year"
    REGION_YEAR = "region + year"

    @property
    def has_region(self) -> bool:
        """Whether region effects are absorbed."""
        return self in (Effects.REGION, Effects.REGION_YEAR)

    @property
    def has_year(self) -> bool:
        """Whether year effects are absorbed."""
        return self in (Effects.YEAR, Effects.REGION_YEAR)


def without_singletons(region: Codes, year: Codes, effects: Effects) -> Flags:
    """(n,) rows left when those alone in an effect are dropped, until there are none (reghdfe)."""
    kept = np.ones(len(region), dtype=bool)
    absorbed = [
        np.unique(codes, return_inverse=True)[1]
        for codes, has in ((region, effects.has_region), (year, effects.has_year))
        if has
    ]
    while True:
        alone = np.zeros_like(kept)
        for codes in absorbed:
            alone |= kept & (np.bincount(codes, weights=kept)[codes] == 1)
        if not alone.any():
            return kept
        kept &= ~alone
