"""What the first screen says: the answer, the two hypotheses, and what was simulated or missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsi_warehouse.report.numbers import p_text, shown_interval, shown_text, signed
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.study_tables import Model
from tsi_warehouse.report.table import MINUS
from tsi_warehouse.report.words import Text, listed, same, word, word_or

TREATMENT = "dig"
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
    tests = source.table("results.hypotheses", "study_table, column_no")
    first = [row for row in tests if row["hypothesis"] == "H1"]
    second = [row for row in tests if row["hypothesis"] == "H2"]
    model = headline_model(models, first)
    known = None
    if model is not None:
        known = truth.get((*model.key[:2], model.key[2], TREATMENT, "coefficient"))
    answer, uncertainty = _answer(source, model, known)
    return Findings(
        answer=answer,
        uncertainty=uncertainty,
        verdicts=(_first_hypothesis(source, first), _second_hypothesis(source, second, truth)),
        missing=tuple(missing_parts(source, models)),
        model=model,
        truth=known,
    )


def headline_model(
    models: Mapping[tuple[str, int, str], Model], tests: Sequence[Row]
) -> Model | None:
    """Equation (1) with the most controls, as results.hypotheses has it.

    None where no model explains export sophistication, as in a study without exports: what Dig does
    to a mediator is no answer.
    """
    return next(
        (
            models[row["study_table"], row["column_no"], row["variant"]]
            for row in tests
            if row["evidence"] == "headline"
        ),
        None,
    )


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
            convention=_convention(shown["convention"]),
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


def _convention(name: str) -> Text:
    """A convention as a sentence names it."""
    return word_or(f"vcov.{name}", name)


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


def _first_hypothesis(source: Source, rows: Sequence[Row]) -> Verdict:
    """Holds where the headline's coefficient is above zero; robustness is reported with it."""
    claim = word("hypothesis.h1")
    headline = next((row for row in rows if row["evidence"] == "headline"), None)
    if headline is None:
        return Verdict("H1", claim, "unknown", (word("hypothesis.none_why"),))
    evidence = [
        word(
            "hypothesis.h1_evidence",
            table=headline["study_table"],
            column=headline["column_no"],
            estimate=shown_text(headline["estimate_text"]),
            convention=_convention(headline["method"]),
            interval=shown_interval(headline),
            p=p_text(headline["p_value"]),
        )
    ]
    robust = [row for row in rows if row["evidence"] == "robustness"]
    if robust:
        evidence.append(
            word(
                "hypothesis.h1_robust",
                n=len(robust),
                k=sum(row["holds"] for row in robust),
                low=shown_text(min(robust, key=_estimate)["estimate_text"]),
                high=shown_text(max(robust, key=_estimate)["estimate_text"]),
            )
        )
    evidence += _curve_evidence(source)
    return Verdict(
        "H1", claim, "supported" if headline["holds"] else "not_supported", tuple(evidence)
    )


def _estimate(row: Row) -> float:
    return float(row["estimate"])


def _curve_evidence(source: Source) -> list[Text]:
    (curve,) = source.rows(
        "select count(*) as n, avg(case when coefficient > 0 and p_value < 0.05 then 1 else 0 end) as held,"
        " (select p_value from results.specification_curve_tests"
        " where statistic_name = 'share_significant') as p from results.specification_curve"
    )
    if not curve["n"] or curve["p"] is None:
        return []
    share = f"{curve['held']:.0%}"
    return [word("hypothesis.h1_curve", n=f"{curve['n']:,}", k=share, p=p_text(curve["p"]))]


def _second_hypothesis(source: Source, rows: Sequence[Row], truth: Truth) -> Verdict:
    """Holds for a mediator where its indirect effect is above zero, after Holm over the paths."""
    claim = word("hypothesis.h2")
    evidence = []
    for row in rows:
        lines = word(
            "hypothesis.h2_path",
            name=source.name_of(row["term"]),
            estimate=shown_text(row["estimate_text"]),
            interval=shown_interval(row),
            p=p_text(row["p_value"]),
            verdict=word("verdict.supported" if row["holds"] else "verdict.not_supported"),
        )
        known = truth.get(
            (row["study_table"], row["column_no"], "equation", row["term"], "indirect")
        )
        if known is not None:
            lines = Text(
                f"{lines.zh}（真值 {signed(known, 3)}）", f"{lines.en} (truth {signed(known, 3)})"
            )
        evidence.append(lines)
    if not rows:
        return Verdict("H2", claim, "unknown", (word("missing.mediation"),))
    held = {row["holds"] for row in rows}
    kind = "partly" if len(held) > 1 else "supported" if True in held else "not_supported"
    return Verdict("H2", claim, kind, tuple(evidence))
