"""What the first screen says: the answer, the two hypotheses, and what was simulated or missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tsi_warehouse.report.numbers import p_text, shown_interval, shown_text, signed
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.study_tables import ROBUST, Model
from tsi_warehouse.report.table import MINUS
from tsi_warehouse.report.words import Text, listed, same, word, word_or

TREATMENT = "dig"
OUTCOME = "ln_tsi"
LEVEL = 0.05
Truth = Mapping[tuple[str, int, str, str, str], float]


@dataclass(frozen=True)
class Verdict:
    """A hypothesis with what this study's data say about it; `kind` is a key of [verdict]."""

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
        if key[2] == "equation" and TREATMENT in model.shown and model.facts["outcome"] == OUTCOME
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
    lines = []
    if source.release.is_simulated:
        lines.append(word("missing.simulated"))
    if not source.table("marts.region_tsi"):
        lines.append(word("missing.exports"))
    left_out = [row for row in source.table("marts.digital_weights") if row["weight"] is None]
    if left_out:
        names = [
            source.indicators.get(row["indicator_id"], same(row["indicator_id"]))
            for row in left_out
        ]
        lines.append(word("missing.indicators", n=len(left_out), names=listed(names)))
    skipped = source.table("results.skipped")
    if skipped:
        reason = Text(skipped[0]["reason_zh"], skipped[0]["reason_en"])
        lines.append(
            word("missing.models", n=len(skipped), all=len(skipped) + len(models), reason=reason)
        )
    if models and not any(
        "wild" in by_vcov for m in models.values() for by_vcov in m.estimates.values()
    ):
        lines.append(word("missing.wild"))
    for table, key in (
        ("results.mediation_effects", "missing.mediation"),
        ("results.group_differences", "missing.groups"),
        ("results.specification_curve", "missing.curve"),
        *([("marts.published_audit", "missing.audit")] if source.has_paper else []),
    ):
        if not source.table(table):
            lines.append(word(key))
    return lines + cautions(source)


def cautions(source: Source) -> list[Text]:
    """What is there but not as it was printed: filled values, series that change their basis."""
    lines = []
    counts = source.rows(
        "select count(*) filter (where fill_method <> 'reported') as filled, count(*) as total"
        " from marts.region_indicators"
        " inner join marts.regions on region_indicators.region_code = regions.region_code"
        " cross join marts.release_info"
        " where in_sample and year between first_year and last_year and value is not null"
    )
    if counts and counts[0]["filled"]:
        lines.append(word("missing.filled", **{k: f"{n:,}" for k, n in counts[0].items()}))
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
        lines.append(word("missing.breaks", names=listed(names)))
    return lines


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
    shown = model.shown[TREATMENT]
    estimate, p_value = shown["coefficient"], shown["p_value"]
    direction = (
        "unclear" if p_value is None or p_value >= LEVEL else "up" if estimate > 0 else "down"
    )
    low, high = shown["ci_low"], shown["ci_high"]
    answer = word(
        f"answer.{direction}",
        data=word(f"answer.on_{'simulated' if source.release.is_simulated else 'real'}"),
        used=used,
        change=percent(_change(estimate)),
        level=source.level,
        low=f"{MINUS}∞" if low is None else percent(_change(low)),
        high="∞" if high is None else percent(_change(high)),
    )
    parts = [
        word(
            "answer.coefficient",
            estimate=shown_text(shown["coefficient_text"]),
            n=f"{model.facts['n_obs']:,}",
            regions=model.facts["n_regions"],
        ),
        word(
            "answer.shown",
            convention=_convention(shown),
            p=p_text(p_value),
            interval=shown_interval(shown),
            level=source.level,
        ),
    ]
    if shown["dagger"]:
        parts.append(word("answer.dagger", p=p_text(shown["wild_p_value"])))
    if truth is not None:
        parts.append(word("answer.truth", truth=signed(truth, 3)))
    return answer, Text(
        "；".join(part.zh for part in parts) + "。",
        "; ".join(part.en for part in parts) + ".",
    )


def _convention(shown: Row) -> Text:
    """The convention of a row of results.shown_estimates, as a sentence names it."""
    return word_or(f"vcov.{shown['convention']}", shown["convention"])


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
    """Holds where the headline's coefficient is above zero; robustness is reported with it."""
    claim = word("hypothesis.h1")
    if model is None:
        return Verdict("H1", claim, "unknown", (word("hypothesis.none_why"),))
    shown = model.shown[TREATMENT]
    p_value = shown["p_value"]
    holds = p_value is not None and p_value < LEVEL and shown["coefficient"] > 0
    evidence = [
        word(
            "hypothesis.h1_evidence",
            table=model.key[0],
            column=model.key[1],
            estimate=shown_text(shown["coefficient_text"]),
            convention=_convention(shown),
            interval=shown_interval(shown),
            p=p_text(p_value),
        )
    ]
    robust = [
        found
        for key, other in models.items()
        if key[:2] == model.key[:2] and key[2].startswith(ROBUST)
        if (term := source.own_term(key, TREATMENT)) and (found := other.shown.get(term))
    ]
    if robust:
        evidence.append(
            word(
                "hypothesis.h1_robust",
                n=len(robust),
                k=sum(
                    row["coefficient"] > 0 and row["p_value"] is not None and row["p_value"] < LEVEL
                    for row in robust
                ),
                low=shown_text(min(robust, key=_coefficient)["coefficient_text"]),
                high=shown_text(max(robust, key=_coefficient)["coefficient_text"]),
            )
        )
    evidence += _curve_evidence(source)
    return Verdict("H1", claim, "supported" if holds else "not_supported", tuple(evidence))


def _coefficient(row: Row) -> float:
    return float(row["coefficient"])


def _is_significant(row: Row) -> bool:
    """By the p-value of the interval that is drawn; False where nothing can be said."""
    return row["p_value"] is not None and row["p_value"] < LEVEL


def _curve_evidence(source: Source) -> list[Text]:
    curve = source.table("results.specification_curve")
    tests = source.table("results.specification_curve_tests")
    share = next((row for row in tests if row["statistic_name"] == "share_significant"), None)
    if not curve or share is None:
        return []
    held = sum(row["coefficient"] > 0 and _is_significant(row) for row in curve)
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
        row
        for row in source.table("results.shown_mediation_effects", "study_table, column_no")
        if (row["variant"], row["effect"]) == ("equation", "indirect")
    ]
    table = min((str(row["study_table"]) for row in rows), default="")
    paths = [row for row in rows if str(row["study_table"]) == table]
    evidence, held = [], 0
    for row in paths:
        p_value = row["p_value"] if row["p_holm"] is None else row["p_holm"]
        low = row["ci_low"]
        holds = low is not None and low > 0 and p_value is not None and p_value < LEVEL
        held += holds
        lines = word(
            "hypothesis.h2_path",
            name=source.name_of(row["mediator"]),
            estimate=shown_text(row["estimate_text"]),
            interval=shown_interval(row),
            p=p_text(p_value),
            verdict=word("verdict.supported" if holds else "verdict.not_supported"),
        )
        known = truth.get((table, int(row["column_no"]), "equation", row["mediator"], "indirect"))
        if known is not None:
            lines = Text(
                f"{lines.zh}（真值 {signed(known, 3)}）", f"{lines.en} (truth {signed(known, 3)})"
            )
        evidence.append(lines)
    if not paths:
        return Verdict("H2", claim, "unknown", (word("missing.mediation"),))
    kind = "supported" if held == len(paths) else "partly" if held else "not_supported"
    return Verdict("H2", claim, kind, tuple(evidence))
