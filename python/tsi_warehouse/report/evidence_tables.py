"""Tables that the paper does not have: weights, mediation, groups, the audit, its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from tsi_warehouse.report.numbers import NO_BREAK, shown_interval
from tsi_warehouse.report.source import Row as Record
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.table import Cell, Head, Row, TableSpec, laid_out, number, p_number
from tsi_warehouse.report.words import Text, same, word, word_or

EFFECTS = (
    "treatment_on_mediator", "total", "mediator_on_outcome", "direct", "indirect", "share",
)  # fmt: skip
#: What is said of the paper's printed numbers alone, whatever the data at hand.
OF_THE_PAPER = frozenset({"audit", "audit_overview"})
VERDICTS = ("inconsistent", "suspect", "borderline", "consistent", "too coarse to judge")


def evidence_tables(source: Source) -> list[TableSpec]:
    """Those that this release has something for."""
    made = (
        weights_table(source),
        mediation_table(source),
        groups_table(source),
        audit_table(source),
        claims_table(source),
        audit_overview(source),
    )
    return [spec for spec in made if spec]


def weights_table(source: Source) -> TableSpec | None:
    """Entropy, divergence and weight of every digital indicator, and why one is left out."""
    rows = source.table("marts.digital_weights")
    if not rows:
        return None
    order = list(source.dimensions)
    rows = sorted(
        rows,
        key=lambda row: (
            row["weight"] is None, order.index(row["dimension"]), -(row["weight"] or 0)
        ),
    )  # fmt: skip
    keys = ["dimension", "entropy", "divergence", "weight"]
    if any(row["reason_left_out"] for row in rows):
        keys.append("left_out")
    body = [
        Row(
            source.indicators.get(row["indicator_id"], same(row["indicator_id"])),
            (
                word_or(f"dimension.{row['dimension']}", row["dimension"]),
                number(row["entropy"]),
                number(row["divergence"]),
                number(row["weight"]),
                word_or(f"left_out.{row['reason_left_out']}", row["reason_left_out"])
                if row["reason_left_out"]
                else None,
            )[: len(keys)],
        )
        for row in rows
    ]
    return _spec(
        source, "weights", "weights", "table.indicator", [f"column.{key}" for key in keys], body
    )


def mediation_table(source: Source, variant: str = "equation") -> TableSpec | None:
    """Every effect by the method that is shown; two-step reading before three-step."""
    rows = [
        row for row in source.table("results.shown_mediation_effects") if row["variant"] == variant
    ]
    paths = sorted({_path(row) for row in rows})
    if not paths:
        return None
    body = []
    for path in paths:
        of_path = {row["effect"]: row for row in rows if _path(row) == path}
        shown = [name for name in EFFECTS if name in of_path]
        for effect in shown:
            study_table, _, mediator = path
            name = word_or(f"name.{mediator}", mediator)
            label = Text(f"表 {study_table} {name.zh}", f"T{study_table} {name.en}")
            part = None if effect == shown[0] else word_or(f"effect.{effect}", effect)
            body.append(Row(label, _effect_cells(of_path[effect]), part))
    keys = ("effect", "estimate", "interval", "p", "p_holm", "method", "reading")
    return _spec(
        source, "mediation", "mediation", "table.path", [f"column.{key}" for key in keys], body
    )


def _path(row: Record) -> tuple[str, int, str]:
    return str(row["study_table"]), int(row["column_no"]), str(row["mediator"])


def _effect_cells(row: Record) -> tuple[Cell, ...]:
    """An effect, its interval and its p-values, all of one method, which is named."""
    p = p_number(row["p_value"])
    estimate = laid_out(row["estimate"], row["estimate_text"], stars=row["stars"])
    return (
        word_or(f"effect.{row['effect']}", row["effect"]),
        replace(estimate, follows=p) if estimate else None,
        same(shown_interval(row).replace(NO_BREAK, " ")),
        p,
        p_number(row["p_holm"]),
        word_or(f"method.{row['method']}", row["method"]),
        word_or(f"reading.{row['reading']}", row["reading"]),
    )


def groups_table(source: Source, variant: str = "equation") -> TableSpec | None:
    """Differences between groups, a line a pair, the methods side by side."""
    rows = [
        row for row in source.table("results.shown_group_differences") if row["variant"] == variant
    ]
    pairs: dict[tuple[str, int, int], dict[str, Record]] = {}
    for row in rows:
        key = (str(row["study_table"]), int(row["column_a"]), int(row["column_b"]))
        pairs.setdefault(key, {})[row["method"]] = row
    if not pairs:
        return None
    body = []
    for (study_table, _, _), methods in sorted(pairs.items()):
        any_row = next(iter(methods.values()))
        one, other = _group(source, any_row["group_a"]), _group(source, any_row["group_b"])
        label = Text(f"{other.zh} − {one.zh}", f"{other.en} − {one.en}")
        body.append(Row(label, (same(study_table), *_difference_cells(methods))))
    keys = (
        "table", "difference", "std_error", "interacted_full", "wald", "permutation",
        "permutation_holm", "first_difference", "interacted_first",
    )  # fmt: skip
    cautions = dict.fromkeys(
        word("note.caution", caution=Text(row["caution_zh"], row["caution_en"]))
        for row in source.table("results.group_differences")
        if row["variant"] == variant and row.get("caution_en")
    )
    return _spec(
        source, "group_differences", "groups", "table.pair", [f"column.{key}" for key in keys],
        body, cautions,
    )  # fmt: skip


def _difference_cells(methods: Mapping[str, Record]) -> tuple[Cell, ...]:
    """The difference with the fully interacted model's standard error and stars, then other p-values."""
    full = methods.get("interacted_full") or next(iter(methods.values()))
    shuffled, first = methods.get("permutation", {}), methods.get("interacted_first", {})
    error = laid_out(full["std_error"], full["bracket_text"], form="round")
    difference = laid_out(full["difference"], full["difference_text"], stars=full["stars"])
    own_p = p_number(full["p_value"])
    if difference:
        follows = error or own_p
        difference = replace(difference, follows=follows, df=full["df"] if error else None)
    return (
        difference,
        error,
        own_p,
        p_number(methods.get("wald", {}).get("p_value")),
        p_number(shuffled.get("p_value")),
        p_number(shuffled.get("p_holm")),
        laid_out(first.get("difference"), first.get("difference_text")),
        p_number(first.get("p_value")),
    )


def audit_table(source: Source) -> TableSpec | None:
    """Every finding of the audit, the gravest first."""
    rows = audit_rows(source)
    if not rows:
        return None
    body = [
        Row(
            _place(source, row),
            (
                word_or(f"verdict.{row['verdict']}", row["verdict"]),
                _check(row["check_name"]),
                same(row["printed"] or ""),
                same(row["expected"] or ""),
                Text(row["explanation_zh"] or "", row["explanation_en"] or ""),
            ),
        )
        for row in rows
    ]
    keys = ("verdict", "check", "printed", "expected", "explanation")
    return _spec(source, "audit", "audit", "table.place", [f"column.{key}" for key in keys], body)


def audit_overview(source: Source) -> TableSpec | None:
    """How many findings each check has, by verdict."""
    rows = source.rows(
        "select check_name, verdict, count(*) as findings from marts.published_audit"
        " group by check_name, verdict order by check_name"
        if "marts.published_audit" in source.tables
        else "select null where false"
    )
    if not rows:
        return None
    count = {(row["check_name"], row["verdict"]): row["findings"] for row in rows}
    checks = list(dict.fromkeys(row["check_name"] for row in rows))
    # What is too coarse to judge is rare: a column of its own where there is any.
    verdicts = [
        verdict
        for verdict in VERDICTS
        if verdict in VERDICTS[:4] or any(row["verdict"] == verdict for row in rows)
    ]
    body = [
        Row(
            _check(check),
            (
                *(number(count.get((check, verdict)), 0) for verdict in verdicts),
                number(sum(count.get((check, verdict), 0) for verdict in verdicts), 0),
            ),
        )
        for check in checks
    ]
    totals = [sum(count.get((check, verdict), 0) for check in checks) for verdict in verdicts]
    foot = Row(word("table.total"), tuple(number(n, 0) for n in (*totals, sum(totals))))
    heads = [*(f"verdict.{verdict}" for verdict in verdicts), "table.total"]
    spec = _spec(source, "audit_overview", "audit_overview", "column.check", heads, body)
    return replace(spec, foot=(foot,))


def audit_rows(source: Source) -> list[Record]:
    """marts.published_audit, the gravest first, then as the paper goes."""
    rows = source.table("marts.published_audit")
    grade = {verdict: place for place, verdict in enumerate(VERDICTS)}
    return sorted(
        rows,
        key=lambda row: (
            grade.get(row["verdict"], len(grade)),
            str(row["study_table"]),
            row["column_no"] or 0,
            row["term"] or "",
            row["check_name"],
        ),
    )


def claims_table(source: Source) -> TableSpec | None:
    """The paper's sentences, on the printed numbers and on the data at hand."""
    rows = source.table("marts.published_claims", "study_table, claim_id, part")
    if not rows:
        return None
    labels = [Text(row["claim_zh"] or "", row["claim_en"] or "") for row in rows]
    repeated = [False, *(one == other for one, other in pairwise(labels))]
    body = [
        Row(
            label,
            (
                place := _place(source, row),
                word_or(f"verdict.{row['printed_verdict']}", row["printed_verdict"] or ""),
                Text(row["printed_explanation_zh"] or "", row["printed_explanation_en"] or ""),
                word_or(f"verdict.{row['data_verdict']}", row["data_verdict"] or ""),
                Text(row["data_explanation_zh"] or "", row["data_explanation_en"] or ""),
            ),
            part=place if is_repeated else None,
        )
        for row, label, is_repeated in zip(rows, labels, repeated, strict=True)
    ]
    heads = (
        "table.place",
        "column.on_printed",
        "column.why_printed",
        "column.on_data",
        "column.why_data",
    )
    return _spec(source, "claims", "claims", "table.claim", heads, body)


def _spec(
    source: Source, name: str, key: str, stub: str, heads: Iterable[str], body: Iterable[Row],
    more_notes: Iterable[Text] = (),
) -> TableSpec:  # fmt: skip
    notes = [word(f"note.{key}"), *more_notes]
    if source.release.is_simulated and name not in OF_THE_PAPER:
        notes.insert(0, word("note.simulated"))
    return TableSpec(
        name=name,
        number=word(f"number.{key}"),
        title=word(f"title.{key}"),
        stub=word(stub),
        heads=(tuple(Head(word(head, level=source.level)) for head in heads),),
        body=tuple(body),
        notes=tuple(notes),
    )


def _check(name: str) -> Text:
    return word_or(f"check.{name}", name.replace("_", " "))


def _place(source: Source, row: Record) -> Text:
    table, column, term = row["study_table"], row["column_no"], row["term"]
    where = f" ({column})" if column is not None else ""
    what = source.term(term) if term else same("")
    if not table:
        return word("table.sentence")
    return Text(f"表 {table}{where} {what.zh}".strip(), f"T{table}{where} {what.en}".strip())


def _group(source: Source, text: str) -> Text:
    known = source.sample(text)
    return source.term(text) if known == same(text) else known
