"""Draws of the raw indicators and of the study's structural equations.

Everything is drawn from one seeded generator, in a fixed order, and rounded to printed decimals before
anything is built on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tsi_warehouse.simulate.lists import YEARS, Array, column, read

SCHOOLING = {"none": 0.0, "primary": 6.0, "junior": 9.0, "senior": 12.0, "college": 16.0}
# Years from the middle of the window, in units of half of it.
STEPS = (np.array(YEARS) - 2016) / 6.0
SHAPE = len(read("provinces")), len(YEARS)


@dataclass(frozen=True)
class Truth:
    """The effects put into the data (equations 1 to 3 of the paper, region and year effects).

    `direct` is the effect of Dig on ln TSI given all three mediators; `on_mediator` (a) and
    `of_mediator` (b) are the paths through each; `controls` the coefficients of X in equation 1.
    X is no cause of the mediators, and the shocks are independent of each other, so that the
    equations with one mediator at a time have known coefficients too.
    """

    direct: float = 0.09
    on_mediator: tuple[float, float, float] = (1.0, 3.0, 8.0)
    of_mediator: tuple[float, float, float] = (0.04, 0.02, 0.0075)
    controls: tuple[float, float, float, float] = (0.05, 0.004, 0.02, 0.01)
    shock_mediator: tuple[float, float, float] = (0.20, 0.12, 0.45)
    shock: float = 0.012
    persistence: float = 0.5

    @property
    def indirect(self) -> tuple[float, ...]:
        """a times b of each mediator."""
        return tuple(a * b for a, b in zip(self.on_mediator, self.of_mediator, strict=True))

    @property
    def total(self) -> float:
        """The coefficient of Dig in equation 1."""
        return self.direct + sum(self.indirect)


MEDIATORS = ("hum", "upd", "cre")
CONTROLS = ("lnpgdp", "lnfcl", "open", "lnsci")


def generator(seed: int) -> np.random.Generator:
    """The one source of chance."""
    return np.random.Generator(np.random.PCG64(seed))


def autoregressive(
    chance: np.random.Generator, regions: int, years: int, scale: float, persistence: float
) -> Array:
    """Stationary AR(1) shocks (regions, years) with standard deviation `scale`."""
    innovation = chance.standard_normal((regions, years))
    shocks = np.empty((regions, years))
    shocks[:, 0] = innovation[:, 0]
    for year in range(1, years):
        shocks[:, year] = (
            persistence * shocks[:, year - 1] + np.sqrt(1 - persistence**2) * innovation[:, year]
        )
    return scale * shocks


def rounded(values: Array, decimals: int) -> Array:
    """Values as they are printed."""
    return np.round(values, decimals)


def between(first: float, last: float) -> Array:
    """Geometric path through 2011 and 2022, over YEARS."""
    steps = (np.array(YEARS) - 2011) / 11.0
    return np.asarray(first * (last / first) ** steps)


def draw_digital(chance: np.random.Generator) -> dict[str, Array]:
    """The 15 digital indicators, printed values (regions, years) in their indicators' units."""
    size, digital, breadth = column("population"), column("digital"), column("breadth")
    drawn: dict[str, Array] = {}
    for row in read("indicators"):
        noise, decimals = float(row["noise"]), int(row["decimals"])
        share = size ** float(row["size_power"]) * breadth
        share = share * np.exp(float(row["digital_power"]) * digital)
        share = share * np.exp(2.5 * noise * chance.standard_normal(SHAPE[0]))
        share = share / share.sum()
        # Regions drift apart or together a little, each in its own way.
        drift = 0.25 * noise * chance.standard_normal(SHAPE[0])
        wobble = autoregressive(chance, *SHAPE, noise / 2, 0.6)
        values = (
            share[:, None]
            * between(float(row["total_2011"]), float(row["total_2022"]))[None, :]
            * np.exp(drift[:, None] * STEPS[None, :] + wobble)
        )
        for jump in read("breaks"):
            if jump["indicator_id"] == row["indicator_id"]:
                values[:, YEARS.index(int(jump["year"])) :] *= float(jump["factor"])
        drawn[row["indicator_id"]] = np.maximum(rounded(values, decimals), 10.0**-decimals)
    return drawn


@dataclass(frozen=True)
class Economy:
    """Printed values (regions, years) that do not depend on the index."""

    population: Array  # 10k persons
    gdp: Array  # 100m yuan
    pgdp: Array  # yuan per person
    trade: Array  # 100m yuan
    fdi: Array  # 100m yuan
    science: Array  # 100m yuan

    def controls(self) -> dict[str, Array]:
        """lnpgdp, lnfcl, open and lnsci as the warehouse makes them from what is printed."""
        return {
            "lnpgdp": np.log(self.pgdp),
            "lnfcl": np.log(self.fdi),
            "open": self.trade / self.gdp,
            "lnsci": np.log(self.science),
        }


def draw_economy(chance: np.random.Generator) -> Economy:
    """GDP, population, trade, foreign capital and science expenditure."""

    def path(name: str, slope: float, scale: float) -> Array:
        drift = slope * STEPS[None, :]
        return column(name)[:, None] + drift + autoregressive(chance, *SHAPE, scale, 0.6)

    growth = 0.004 * chance.standard_normal(SHAPE[0])[:, None] + 0.012
    population = rounded(column("population")[:, None] * np.exp(growth * STEPS[None, :]), 0)
    ends = zip(column("pgdp_2011"), column("pgdp_2022"), strict=True)
    grown = np.stack([between(first, last) for first, last in ends])
    pgdp = rounded(1000 * grown * np.exp(autoregressive(chance, *SHAPE, 0.02, 0.6)), 0)
    gdp = rounded(pgdp * population / 10000 * np.exp(0.002 * chance.standard_normal(SHAPE)), 5)
    openness = column("openness")[:, None] * np.exp(
        -0.12 * STEPS[None, :] + autoregressive(chance, *SHAPE, 0.12, 0.6)
    )
    fdi = np.exp(path("lnfcl", 0.5, 0.25))
    science = np.exp(path("lnsci", 0.4, 0.10))
    return Economy(
        population=population,
        gdp=gdp,
        pgdp=pgdp,
        trade=rounded(openness * gdp, 2),
        fdi=rounded(fdi, 2),
        science=rounded(science, 2),
    )


@dataclass(frozen=True)
class Instrument:
    """Printed values of what instruments Dig: stocks of 1984, and users, which grow everywhere."""

    telephones: Array  # (regions,) per 100 people in 1984; nan where the province came later
    users: Array  # (regions, years) internet users, 10k persons


def draw_instrument(chance: np.random.Generator) -> Instrument:
    """Telephones of 1984 follow the digital level of today's provinces, no shock of ln TSI."""
    digital = column("digital")
    later = np.array([bool(row["founded"]) for row in read("provinces")])
    telephones = 0.35 * np.exp(1.6 * digital + 0.25 * chance.standard_normal(SHAPE[0]))
    share = column("population") * np.exp(0.4 * digital)
    wobble = autoregressive(chance, *SHAPE, 0.02, 0.6)
    users = (share / share.sum())[:, None] * between(51300, 106700)[None, :] * np.exp(wobble)
    return Instrument(np.where(later, np.nan, rounded(telephones, 2)), rounded(users, 1))


def draw_mediators(chance: np.random.Generator, dig: Array, truth: Truth) -> dict[str, Array]:
    """hum, upd and cre over YEARS: region level + common trend + a Dig + independent shock.

    `dig` (regions, years) is the index over YEARS; where the warehouse has none (years outside the
    window, the region outside the sample) the caller gives a stand-in that no estimate ever sees.
    """
    trend = {"hum": 0.25, "upd": 0.10, "cre": 0.15}
    drawn: dict[str, Array] = {}
    for place, name in enumerate(MEDIATORS):
        # The level of a region is that of 2016 without what Dig adds on average.
        shock = autoregressive(chance, *SHAPE, truth.shock_mediator[place], truth.persistence)
        level = column(name)[:, None]
        drawn[name] = level + trend[name] * STEPS[None, :] + truth.on_mediator[place] * dig + shock
    return drawn


def schooling_counts(hum: Array, persons: Array) -> dict[str, Array]:
    """Survey counts by attainment whose average years of schooling are `hum`, up to whole persons.

    Shares are base shares tilted exponentially along years of schooling until their mean is `hum`.
    `persons` (regions, years): persons aged 6 and over in the survey.
    """
    years = np.array(list(SCHOOLING.values()))
    base = np.array([0.06, 0.25, 0.37, 0.17, 0.15])
    low = np.full(hum.shape, -1.0)
    high = np.full(hum.shape, 1.0)
    for _ in range(60):
        tilt = (low + high) / 2
        shares = base * np.exp(tilt[..., None] * years)
        shares = shares / shares.sum(axis=-1, keepdims=True)
        below = (shares * years).sum(axis=-1) < hum
        low = np.where(below, tilt, low)
        high = np.where(below, high, tilt)
    counts = np.round(shares * persons[..., None])
    result = {name: counts[..., place] for place, name in enumerate(SCHOOLING)}
    result["total"] = counts.sum(axis=-1)
    return result


def years_of_schooling(counts: dict[str, Array]) -> Array:
    """Average years of schooling that the printed counts imply."""
    taught = sum(years * counts[name] for name, years in SCHOOLING.items())
    return np.asarray(taught / counts["total"])
