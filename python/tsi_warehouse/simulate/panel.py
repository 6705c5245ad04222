"""The simulated study: from Dig to the export shares whose TSI obeys equation (1)."""

from __future__ import annotations

import numpy as np

from tsi_warehouse.simulate import draw, exports
from tsi_warehouse.simulate.draw import CONTROLS, MEDIATORS, Truth
from tsi_warehouse.simulate.lists import CODES, OUTSIDE_SAMPLE, WINDOW, YEARS, Array, column

# How much of a region's lead in GDP per capita its exports show: PRODY smooths over regions.
LEVEL = 0.2
# How strongly rich regions export what is called sophisticated, before targets are met.
AFFINITY = 1.2
IN_WINDOW = [YEARS.index(year) for year in WINDOW]
IN_SAMPLE = [place for place, code in enumerate(CODES) if code not in OUTSIDE_SAMPLE]


def over_all_years(index: dict[tuple[str, int], float]) -> Array:
    """Dig over regions and YEARS; outside sample and window a stand-in that no estimate sees."""
    dig = np.full(draw.SHAPE, 0.01)
    for place in IN_SAMPLE:
        for column_no, year in enumerate(YEARS):
            inside = min(max(year, WINDOW[0]), WINDOW[-1])
            dig[place, column_no] = index[CODES[place], inside]
    return dig


def sample(values: Array) -> Array:
    """The sample's regions and the window's years."""
    return values[np.ix_(IN_SAMPLE, IN_WINDOW)]


def wanted_log_tsi(
    chance: np.random.Generator,
    dig: Array,
    mediators: dict[str, Array],
    controls: dict[str, Array],
    truth: Truth,
) -> Array:
    """ln TSI of sample and window up to its year effects; arguments over all regions and YEARS.

    Region effects are free: a region's mean is made LEVEL times its lead in ln pgdp.
    """
    causes = truth.direct * dig
    for effect, name in zip(truth.of_mediator, MEDIATORS, strict=True):
        causes = causes + effect * mediators[name]
    for effect, name in zip(truth.controls, CONTROLS, strict=True):
        causes = causes + effect * controls[name]
    shock = draw.autoregressive(chance, dig.shape[0], dig.shape[1], truth.shock, truth.persistence)
    inside = sample(causes + shock)
    lead = sample(controls["lnpgdp"]).mean(axis=1)
    lead = LEVEL * (lead - lead.mean())
    return np.asarray(inside - inside.mean(axis=1, keepdims=True) + lead[:, None])


def export_values(chance: np.random.Generator, tsi: Array, economy: draw.Economy) -> Array:
    """US dollars (31 regions, 31 industries, window) whose TSI is `tsi` (sample, window).

    The region outside the sample exports by the same rule, with shares that nothing restricts.
    """
    size, score = column("size", "industries"), column("sophistication", "industries")
    lead = np.log(economy.pgdp[:, IN_WINDOW]).mean(axis=1)
    lead = lead - lead[IN_SAMPLE].mean()
    taste = 0.5 * chance.standard_normal((len(lead), len(size)))
    base = size[None, :] * np.exp(AFFINITY * lead[:, None] * score[None, :] + taste)
    regions, years = len(lead), len(WINDOW)
    values = np.empty((regions, len(size), years))
    # About 55 % of trade is exports of manufactures; 6.6 yuan a dollar; trade in 100m yuan.
    total = 0.55 * economy.trade[:, IN_WINDOW] * 1e8 / 6.6
    for year in range(years):
        pgdp = economy.pgdp[IN_SAMPLE, IN_WINDOW[year]]
        shares = base / base.sum(axis=1, keepdims=True)
        shares[IN_SAMPLE] = exports.solve(base[IN_SAMPLE], tsi[:, year], pgdp)
        values[:, :, year] = shares * total[:, year][:, None]
    return values
