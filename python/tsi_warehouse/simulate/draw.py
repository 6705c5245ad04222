"""Draws of the raw indicators and of the study's structural equations.

All arrays are regions x years in the order of provinces.csv and YEARS. Everything is drawn from one
seeded generator, in a fixed order, and rounded to printed decimals before anything is built on it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HERE = Path(__file__).parent
YEARS = tuple(range(2009, 2024))
WINDOW = tuple(range(2011, 2023))
OUTSIDE_SAMPLE = ("540000",)
# Provinces founded after 1984: they had no telephones of their own then.
FOUNDED_LATER = {"460000": 1988, "500000": 1997}
SCHOOLING = (0.0, 6.0, 9.0, 12.0, 16.0)  # none, primary, junior, senior, college
# Breaks as in the yearbooks: price bases of 2016 and 2021, classification of industries of 2012.
BREAKS = {
    "telecom_volume": {2016: 1.3, 2021: 0.5},
    "it_employment": {2012: 1.15},
    "it_investment": {2012: 1.15},
}


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


@dataclass(frozen=True)
class Province:
    """Starting levels of one region: round numbers of a plausible size, no statistics.

    population in 10k persons, pgdp in 1,000 yuan, digital an intensity near [0, 1], breadth the
    spread of networks per head, the rest mean levels of the panel's variables.
    """

    region_code: str
    population: float
    pgdp_2011: float
    pgdp_2022: float
    digital: float
    breadth: float
    openness: float
    upd: float
    hum: float
    cre: float
    lnfcl: float
    lnsci: float


@dataclass(frozen=True)
class Profile:
    """How one digital indicator grows over time and spreads over regions."""

    indicator_id: str
    total_2011: float
    total_2022: float
    size_power: float
    digital_power: float
    noise: float
    decimals: int


def provinces() -> list[Province]:
    """The rows of provinces.csv, in their order."""
    with (HERE / "provinces.csv").open(encoding="utf-8", newline="") as file:
        return [
            Province(row["region_code"], *(float(row[name]) for name in list(row)[1:]))
            for row in csv.DictReader(file)
        ]


def profiles() -> list[Profile]:
    """The rows of indicators.csv, in their order."""
    with (HERE / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return [
            Profile(
                indicator_id=row["indicator_id"],
                total_2011=float(row["total_2011"]),
                total_2022=float(row["total_2022"]),
                size_power=float(row["size_power"]),
                digital_power=float(row["digital_power"]),
                noise=float(row["noise"]),
                decimals=int(row["decimals"]),
            )
            for row in csv.DictReader(file)
        ]


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
    regions = provinces()
    size = np.array([region.population for region in regions])
    digital = np.array([region.digital for region in regions])
    breadth = np.array([region.breadth for region in regions])
    drawn: dict[str, Array] = {}
    for profile in profiles():
        share = size**profile.size_power * breadth * np.exp(profile.digital_power * digital)
        share = share * np.exp(2.5 * profile.noise * chance.standard_normal(len(regions)))
        share = share / share.sum()
        # Regions drift apart or together a little, each in its own way.
        drift = 0.25 * profile.noise * chance.standard_normal(len(regions))
        steps = (np.array(YEARS) - 2016) / 6.0
        wobble = autoregressive(chance, len(regions), len(YEARS), profile.noise / 2, 0.6)
        values = (
            share[:, None]
            * between(profile.total_2011, profile.total_2022)[None, :]
            * np.exp(drift[:, None] * steps[None, :] + wobble)
        )
        for year, factor in BREAKS.get(profile.indicator_id, {}).items():
            values[:, YEARS.index(year) :] *= factor
        smallest = 10.0**-profile.decimals
        drawn[profile.indicator_id] = np.maximum(rounded(values, profile.decimals), smallest)
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
    regions = provinces()
    count, years = len(regions), len(YEARS)
    steps = (np.array(YEARS) - 2016) / 6.0

    def level(name: str) -> Array:
        return np.array([getattr(region, name) for region in regions])[:, None]

    growth = 0.004 * chance.standard_normal(count)[:, None] + 0.012
    population = rounded(level("population") * np.exp(growth * steps[None, :]), 0)
    path = np.stack([between(region.pgdp_2011, region.pgdp_2022) for region in regions])
    pgdp = rounded(1000 * path * np.exp(autoregressive(chance, count, years, 0.02, 0.6)), 0)
    gdp = rounded(
        pgdp * population / 10000 * np.exp(0.002 * chance.standard_normal((count, years))), 5
    )
    openness = level("openness") * np.exp(
        -0.12 * steps[None, :] + autoregressive(chance, count, years, 0.12, 0.6)
    )
    fdi = np.exp(
        level("lnfcl") + 0.5 * steps[None, :] + autoregressive(chance, count, years, 0.25, 0.6)
    )
    science = np.exp(
        level("lnsci") + 0.4 * steps[None, :] + autoregressive(chance, count, years, 0.10, 0.6)
    )
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
    regions = provinces()
    digital = np.array([region.digital for region in regions])
    later = np.array([region.region_code in FOUNDED_LATER for region in regions])
    telephones = 0.35 * np.exp(1.6 * digital + 0.25 * chance.standard_normal(len(regions)))
    share = np.array([region.population for region in regions]) * np.exp(0.4 * digital)
    wobble = autoregressive(chance, len(regions), len(YEARS), 0.02, 0.6)
    users = (share / share.sum())[:, None] * between(51300, 106700)[None, :] * np.exp(wobble)
    return Instrument(np.where(later, np.nan, rounded(telephones, 2)), rounded(users, 1))


def draw_mediators(chance: np.random.Generator, dig: Array, truth: Truth) -> dict[str, Array]:
    """hum, upd and cre over YEARS: region level + common trend + a Dig + independent shock.

    `dig` (regions, years) is the index over YEARS; where the warehouse has none (years outside the
    window, the region outside the sample) the caller gives a stand-in that no estimate ever sees.
    """
    regions = provinces()
    steps = (np.array(YEARS) - 2016) / 6.0
    trend = {"hum": 0.25, "upd": 0.10, "cre": 0.15}
    drawn: dict[str, Array] = {}
    for place, name in enumerate(MEDIATORS):
        level = np.array([getattr(region, name) for region in regions])[:, None]
        # The level of a region is that of 2016 without what Dig adds on average.
        shock = autoregressive(
            chance, len(regions), len(YEARS), truth.shock_mediator[place], truth.persistence
        )
        drawn[name] = level + trend[name] * steps[None, :] + truth.on_mediator[place] * dig + shock
    return drawn


def schooling_counts(hum: Array, persons: Array) -> dict[str, Array]:
    """Survey counts by attainment whose average years of schooling are `hum`, up to whole persons.

    Shares are base shares tilted exponentially along years of schooling until their mean is `hum`.
    `persons` (regions, years): persons aged 6 and over in the survey.
    """
    years = np.array(SCHOOLING)
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
    names = ("none", "primary", "junior", "senior", "college")
    result = {name: counts[..., place] for place, name in enumerate(names)}
    result["total"] = counts.sum(axis=-1)
    return result


def years_of_schooling(counts: dict[str, Array]) -> Array:
    """Average years of schooling that the printed counts imply (6, 9, 12 and 16 years)."""
    return np.asarray(
        (
            6 * counts["primary"]
            + 9 * counts["junior"]
            + 12 * counts["senior"]
            + 16 * counts["college"]
        )
        / counts["total"]
    )
