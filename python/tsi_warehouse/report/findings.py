"""What the first screen says: the answer, the two hypotheses, and what was simulated or missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tsi_warehouse.report.charts.names import listed
from tsi_warehouse.report.charts.numbers import interval, p_text, signed
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.study_tables import ROBUST, Model
from tsi_warehouse.report.table import MINUS
from tsi_warehouse.report.words import Text, same, word, word_or
from tsi_warehouse.study.replication import matching_term

TREATMENT = "dig"
OUTCOME = "ln_tsi"
LEVEL = 0.05
Truth = Mapping[tuple[str, int, str, str, str], float]


@dataclass(frozen=True)
class Verdict:
    """A hypothesis with what the data at hand say of it; `kind` is a key of [verdict]."""

    name: str
    claim: Text
    kind: str
    evidence: tuple[Text, ...]


@dataclass(frozen=True)
class Findings:
    """The first screen's texts; `model` is the regression that the answer rests on."""

    answer: Text
    uncertainty: Text
    verdicts: tuple[Verdict, ...]
    missing: tuple[Text, ...]
    model: Model | None
    truth: float | None


def find(source: Source, models: Mapping[tuple[str, int, str], Model]) -> Findings:
    """Read the findings off the results."""
    truth = read_truth(source)
    model = headline_model(models)
    known = None
    if model is not None:
        known = truth.get((*model.key[:2], model.key[2], TREATMENT, "coefficient"))
    answer, uncertainty = _answer(source, model, known)
    return Findings(
        answer=answer,
        uncertainty=uncertainty,
        verdicts=(_first_hypothesis(source, models, model), _second_hypothesis(source, truth)),
        missing=tuple(missing_parts(source, models)),
        model=model,
        truth=known,
    )


def headline_model(models: Mapping[tuple[str, int, str], Model]) -> Model | None:
    """Equation (1) with the most controls: the last column of the first table that has it.

    None where no model explains export sophistication, as in a study without exports: what Dig does
    to a mediator is no answer.
    """
    fitting = [
        model
        for key, model in models.items()
        if key[2] == "equation"
        and TREATMENT in model.estimates
        and model.facts["outcome"] == OUTCOME
    ]
    first = [model for model in fitting if model.key[0] == fitting[0].key[0]]
    return max(first, key=lambda model: model.key[1], default=None)


def read_truth(source: Source) -> Truth:
    """The effects that simulated data were made with; empty for real data."""
    return {
        (
            str(row["study_table"]), int(row["column_no"]), row["variant"],
            row["term"], row["effect"],
        ): row["true_value"]
        for row in source.table("results.truth")
    }  # fmt: skip


def missing_parts(source: Source, models: Mapping[tuple[str, int, str], Model]) -> list[Text]:
    """What this release does not have, and why."""
    told = []
    if source.release.is_simulated:
        told.append(word("missing.simulated"))
    if not source.table("marts.region_tsi"):
        told.append(word("missing.exports"))
    left_out = [row for row in source.table("marts.digital_weights") if row["weight"] is None]
    if left_out:
        names = [
            source.indicators.get(row["indicator_id"], same(row["indicator_id"]))
            for row in left_out
        ]
        told.append(word("missing.indicators", n=len(left_out), names=listed(names)))
    skipped = source.table("results.skipped")
    if skipped:
        reason = Text(skipped[0]["reason_zh"], skipped[0]["reason_en"])
        told.append(
            word("missing.models", n=len(skipped), all=len(skipped) + len(models), reason=reason)
        )
    if models and not any(
        "wild" in by_vcov for m in models.values() for by_vcov in m.estimates.values()
    ):
        told.append(word("missing.wild"))
    for table, key in (
        ("results.mediation_effects", "missing.mediation"),
        ("results.group_differences", "missing.groups"),
        ("results.specification_curve", "missing.curve"),
        ("marts.published_audit", "missing.audit"),
    ):
        if not source.table(table):
            told.append(word(key))
    return told + cautions(source)


def cautions(source: Source) -> list[Text]:
    """What is there but not as it was printed: filled values, series that change their basis."""
    told = []
    counts = source.rows(
        "select count(*) filter (where fill_method <> 'reported') as filled, count(*) as total"
        " from marts.region_indicators"
        " inner join marts.regions on region_indicators.region_code = regions.region_code"
        " cross join marts.release_info"
        " where in_sample and year between first_year and last_year and value is not null"
    )
    if counts and counts[0]["filled"]:
        told.append(word("missing.filled", **{k: f"{n:,}" for k, n in counts[0].items()}))
    years: dict[str, set[int]] = {}
    for row in source.table("marts.break_warnings", "indicator_id, break_year"):
        years.setdefault(row["indicator_id"], set()).add(int(row["break_year"]))
    if years:
        names = [
            Text(f"{name.zh}（{when}）", f"{name.en} ({when})")
            for key, found in years.items()
            if (name := source.indicators.get(key, same(key)))
            and (when := ", ".join(map(str, sorted(found))))
        ]
        told.append(word("missing.breaks", names=listed(names)))
    return told


def percent(share: float) -> str:
    """A change in percent, signed."""
    return f"{'+' if share > 0 else ''}{signed(100 * share, 1)}%"


def indicators_used(source: Source) -> Text:
    """'k of n' in both languages."""
    k, _, n = source.release.indicators_used.partition(" of ")
    return word("page.of", k=k, n=n) if n else same(source.release.indicators_used)


def _answer(source: Source, model: Model | None, truth: float | None) -> tuple[Text, Text]:
    """The headline with its interval; beneath it coefficient, p-values and intervals."""
    used = indicators_used(source)
    if model is None:
        return word("answer.none"), word("answer.none_why", reason=_why_none(source), used=used)
    chosen, wild = model.shown(TREATMENT)
    assert chosen is not None
    estimate = chosen["coefficient"]
    p_value = model.p_value(TREATMENT)
    direction = (
        "unclear" if p_value is None or p_value >= LEVEL else "up" if estimate > 0 else "down"
    )
    shown = wild if wild and wild["p_value"] is not None else chosen
    low, high = shown["ci_low"], shown["ci_high"]
    answer = word(
        f"answer.{direction}",
        data=word(f"answer.on_{'simulated' if source.release.is_simulated else 'real'}"),
        used=used,
        change=percent(_change(estimate)),
        low=f"{MINUS}∞" if low is None else percent(_change(low)),
        high="∞" if high is None else percent(_change(high)),
    )
    parts = []
    cr3 = model.estimates[TREATMENT].get("cr3")
    if wild:
        parts.append(
            word(
                "answer.wild",
                p=p_text(wild["p_value"]),
                interval=interval(wild["ci_low"], wild["ci_high"]),
            )
        )
    if cr3:
        parts.append(
            word(
                "answer.cr3",
                p=p_text(cr3["p_value"]),
                interval=interval(cr3["ci_low"], cr3["ci_high"]),
            )
        )
    if not parts:
        parts.append(
            word(
                "answer.other",
                convention=word_or(f"vcov_short.{chosen['vcov']}", chosen["vcov"]),
                p=p_text(chosen["p_value"]),
                interval=interval(chosen["ci_low"], chosen["ci_high"]),
            )
        )
    if truth is not None:
        parts.append(word("answer.truth", truth=signed(truth, 3)))
    start = word(
        "answer.coefficient",
        estimate=signed(estimate, 3),
        n=f"{model.facts['n_obs']:,}",
        regions=model.facts["n_regions"],
    )
    return answer, Text(
        "；".join([start.zh, *(part.zh for part in parts)]) + "。",
        "; ".join([start.en, *(part.en for part in parts)]) + ".",
    )


def _change(coefficient: float) -> float:
    """What a rise of Dig by 0.1 does to TSI, as a share."""
    return math.expm1(0.1 * coefficient)


def _why_none(source: Source) -> Text:
    """Why there is no baseline model."""
    if not source.table("marts.region_tsi"):
        return word("missing.exports")
    skipped = source.table("results.skipped", "study_table, column_no")
    if not skipped:
        return same("")
    return Text(f"{skipped[0]['reason_zh']}。", f"{skipped[0]['reason_en']}.")


def _first_hypothesis(
    source: Source, models: Mapping[tuple[str, int, str], Model], model: Model | None
) -> Verdict:
    """Holds where the headline's coefficient is above zero; robustness is told beside it."""
    claim = word("hypothesis.h1")
    if model is None:
        return Verdict("H1", claim, "unknown", (word("hypothesis.none_why"),))
    chosen, wild = model.shown(TREATMENT)
    p_value = model.p_value(TREATMENT)
    assert chosen is not None
    has_wild = bool(wild and wild["p_value"] is not None)
    shown = wild if wild and has_wild else chosen
    holds = p_value is not None and p_value < LEVEL and chosen["coefficient"] > 0
    evidence = [
        word(
            "hypothesis.h1_evidence",
            table=model.key[0],
            column=model.key[1],
            estimate=signed(chosen["coefficient"], 3),
            convention=word("vcov.wild")
            if has_wild
            else word_or(f"vcov_short.{chosen['vcov']}", chosen["vcov"]),
            interval=interval(shown["ci_low"], shown["ci_high"]),
            p=p_text(p_value),
        )
    ]
    robust = [
        (found[0]["coefficient"], other.p_value(term))
        for key, other in models.items()
        if key[:2] == model.key[:2] and key[2].startswith(ROBUST)
        if (term := matching_term(TREATMENT, other.terms)) and (found := other.shown(term))[0]
    ]
    if robust:
        evidence.append(
            word(
                "hypothesis.h1_robust",
                n=len(robust),
                k=sum(value > 0 and p is not None and p < LEVEL for value, p in robust),
                low=signed(min(value for value, _ in robust), 3),
                high=signed(max(value for value, _ in robust), 3),
            )
        )
    evidence += _curve_evidence(source)
    return Verdict("H1", claim, "supported" if holds else "not_supported", tuple(evidence))


def _curve_evidence(source: Source) -> list[Text]:
    curve = source.table("results.specification_curve")
    tests = source.table("results.specification_curve_tests")
    share = next((row for row in tests if row["statistic_name"] == "share_significant"), None)
    if not curve or share is None:
        return []
    held = sum(row["coefficient"] > 0 and row["p_value"] < LEVEL for row in curve)
    return [
        word(
            "hypothesis.h1_curve",
            n=f"{len(curve):,}",
            k=f"{held / len(curve):.0%}",
            p=p_text(share["p_value"]),
        )
    ]


def _second_hypothesis(source: Source, truth: Truth) -> Verdict:
    """Holds for a mediator where its indirect effect is above zero, after Holm over the paths."""
    claim = word("hypothesis.h2")
    rows = [
        row for row in source.table("results.mediation_effects") if row["variant"] == "equation"
    ]
    table = min((str(row["study_table"]) for row in rows), default="")
    paths: dict[str, dict[str, Mapping[str, object]]] = {}
    for row in rows:
        if str(row["study_table"]) == table and row["effect"] == "indirect":
            paths.setdefault(row["mediator"], {})[row["method"]] = row
    evidence, held = [], 0
    for mediator, by_method in paths.items():
        row = by_method.get("percentile") or by_method.get("bca") or next(iter(by_method.values()))
        low, high = row["ci_low"], row["ci_high"]
        p_value = row["p_value"] if row["p_holm"] is None else row["p_holm"]
        holds = (
            isinstance(low, float) and low > 0 and isinstance(p_value, float) and p_value < LEVEL
        )
        held += holds
        estimate = float(row["estimate"])  # type: ignore[arg-type]
        told = word(
            "hypothesis.h2_path",
            name=word_or(f"name.{mediator}", mediator),
            estimate=signed(estimate, 3),
            interval=interval(low, high),  # type: ignore[arg-type]
            p=p_text(p_value),  # type: ignore[arg-type]
            verdict=word("verdict.supported" if holds else "verdict.not_supported"),
        )
        known = truth.get((table, int(row["column_no"]), "equation", mediator, "indirect"))  # type: ignore[call-overload]
        if known is not None:
            told = Text(
                f"{told.zh}（真值 {signed(known, 3)}）", f"{told.en} (truth {signed(known, 3)})"
            )
        evidence.append(told)
    if not paths:
        return Verdict("H2", claim, "unknown", (word("missing.mediation"),))
    kind = "supported" if held == len(paths) else "partly" if held else "not_supported"
    return Verdict("H2", claim, kind, tuple(evidence))
