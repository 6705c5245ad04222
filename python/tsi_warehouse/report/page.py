"""report/index.html: one self-contained page, both languages, every text escaped by default."""

from __future__ import annotations

import base64
import hashlib
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from tsi_warehouse.core.quoting import visible
from tsi_warehouse.release.manifest import code_commit, package_versions
from tsi_warehouse.report.findings import find, indicators_used
from tsi_warehouse.report.numbers import p_text
from tsi_warehouse.report.pictures import Picture, as_data_uri, draw, draw_parts, figures
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.study_tables import read_models
from tsi_warehouse.report.table import Row as TableRow
from tsi_warehouse.report.table import TableSpec
from tsi_warehouse.report.templates import environment
from tsi_warehouse.report.words import Text, listed, word, word_or

PAGE = Path(__file__).with_name("page")
SECTIONS = ("answer", "data", "index", "sophistication", "study", "audit", "quality", "made")
FILE_LIMIT = 60
EVIDENCE = ("weights", "mediation", "group_differences", "audit", "audit_overview", "claims")
#: What the audit can find, the gravest first.
VERDICTS = ("inconsistent", "suspect", "borderline", "consistent", "too coarse to judge")
VERDICT_KINDS = (*VERDICTS, "holds", "fails", "supported", "not_supported", "partly")
#: Beyond so many columns a table and its printed twin stand one above the other.
NARROW_COLUMNS = 5
#: Where no script runs, both languages show.
CSS_WITHOUT_SCRIPT = "html[data-lang] body [lang]{display:revert!important}.switch{display:none}"


@dataclass(frozen=True)
class Group:
    """A table of the paper: computed, printed, its robustness and other variants, what was skipped."""

    title: Text
    equation: TableSpec | None
    printed: TableSpec | None
    robustness: TableSpec | None
    others: tuple[TableSpec, ...]
    skipped: tuple[Text, ...]
    wide: bool


@dataclass(frozen=True)
class RegionPicture:
    """A region's dimensions."""

    name: Text
    svg: Markup


def write_page(
    source: Source,
    tables: Sequence[TableSpec],
    quality: Sequence[Mapping[str, Any]],
    project: Path,
    path: Path,
) -> None:
    """Write the page.

    Parameters
    ----------
    tables : every table of the release, shown where they belong
    quality : the results of all checks
    project : where the code lies, for its commit
    """
    context = {
        "title": source.title,
        "release": source.release,
        "indicators_used": indicators_used(source),
        "has_paper": source.has_paper,
        "sections": [key for key in SECTIONS if key != "audit" or source.has_paper],
        "findings": find(source, read_models(source)),
        "figures": draw_figures(source),
        "tables": dict.fromkeys(EVIDENCE) | {spec.name: spec for spec in tables},
        "study_groups": _groups(source, tables),
        "curve_tests": _curve_tests(source),
        **_data_context(source),
        **_dimensions_context(source),
        **_audit_context(tables),
        **_warnings_context(source),
        **_quality_context(quality),
        "verdict_kinds": {word(f"verdict.{kind}"): kind for kind in VERDICT_KINDS},
        "made": _made(source, project),
        "settings": source.settings,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(context), encoding="utf-8", newline="\n")


def render(context: Mapping[str, Any]) -> str:
    """The template filled in; whatever is not markup of ours is escaped."""
    page = environment("html.j2")
    page.globals |= {
        "t": spans,
        "v": lambda value: "" if value is None else visible(str(value)),
        "w": word,
        "label": label,
        "upper": lambda text: Text(text.zh, text.en[:1].upper() + text.en[1:]),
        "hash": lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode(),
        "css": Markup((PAGE / "page.css").read_text(encoding="utf-8")),
        "css_without_script": Markup(CSS_WITHOUT_SCRIPT),
        "js": Markup((PAGE / "page.js").read_text(encoding="utf-8")),
    }
    return page.get_template("page.html.j2").render(context)


def spans(text: Text) -> Markup:
    """A text once, or once per language for the switch to choose from."""
    zh, en = (visible(part) for part in text)
    if zh == en:
        return escape(zh)
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(zh, en)


def label(text: Text) -> Markup:
    """Attributes of an element whose name follows the language."""
    zh, en = (visible(part) for part in text)
    return Markup('aria-label="{}" data-label-zh="{}" data-label-en="{}"').format(zh, zh, en)


def draw_figures(source: Source) -> dict[str, Picture | None]:
    """Every picture by its name in the template; None where the release has nothing to draw."""
    return {name: draw(source, name) for name, figure in figures().items() if figure.part != "*"}


def _groups(source: Source, tables: Sequence[TableSpec]) -> list[Group]:
    by_name = {spec.name: spec for spec in tables}
    skipped = source.table("results.skipped", "study_table, variant, column_no")
    numbers = sorted(
        {spec.study_table for spec in tables if spec.study_table}
        | {str(row["study_table"]) for row in skipped}
    )
    groups = []
    for study_table in numbers:
        own = [spec for spec in tables if spec.study_table == study_table]
        equation = by_name.get(f"table_{study_table}_equation") or by_name.get(
            f"table_{study_table}"
        )
        printed = by_name.get(f"table_{study_table}_printed")
        robustness = by_name.get(f"table_{study_table}_robustness")
        others = tuple(spec for spec in own if spec not in (equation, printed, robustness))
        reasons = () if equation or study_table == "2" else tuple(_reasons(skipped, study_table))
        columns = max((spec.n_columns for spec in (equation, printed) if spec), default=0)
        groups.append(
            Group(
                title=Text(
                    f"表 {study_table}　{_plain_title(study_table).zh}",
                    f"Table {study_table}　{_plain_title(study_table).en}",
                ),
                equation=equation,
                printed=printed,
                robustness=robustness,
                others=others,
                skipped=reasons,
                wide=columns > NARROW_COLUMNS or printed is None,
            )
        )
    return groups


def _plain_title(study_table: str) -> Text:
    return word_or(f"short_title.{study_table}", "")


def _reasons(skipped: Sequence[Row], study_table: str) -> list[Text]:
    """Each reason once, with the columns of the equation variant it holds for."""
    by_reason: dict[Text, list[str]] = {}
    for row in skipped:
        if str(row["study_table"]) == study_table and row["variant"] == "equation":
            by_reason.setdefault(Text(row["reason_zh"], row["reason_en"]), []).append(
                str(row["column_no"])
            )
    return [
        word("note.skipped", column="), (".join(columns), reason=reason)
        for reason, columns in by_reason.items()
    ]


def _data_context(source: Source) -> dict[str, Any]:
    files = _files_read(source)
    count, rejected = _rejected(source)
    return {
        "files": files,
        "file_totals": {"files_read": len(files)}
        | {
            key: sum(int(row[key] or 0) for row in files)
            for key in ("cells", "kept", "ignored", "rejected")
        },
        "file_limit": FILE_LIMIT,
        "rejected_count": count,
        "rejected": rejected,
        "inputs": source.rows(
            "select source_file, sha256 from marts.raw_files order by source_file"
        )[: 5 * FILE_LIMIT],
    }


def _files_read(source: Source) -> list[Row]:
    """Files that were read, with what became of their cells."""
    return source.rows(
        "select source_file, shape, encoding, status, reason, cells, kept, ignored, rejected"
        " from marts.raw_files where status <> 'ignored' or cells > 0 order by source_file"
    )


def _rejected(source: Source, limit: int = 40) -> tuple[int, list[Row]]:
    """How many cells were rejected, and the first of them."""
    rows = source.table("marts.rejected_cells")
    total = sum(int(row.get("cell_count") or 1) for row in rows)
    return total, rows[:limit]


def _dimensions_context(source: Source) -> dict[str, Any]:
    pictures = draw_parts(source, "dimensions")
    simulated = source.release.is_simulated
    return {
        "dimensions": {
            code: RegionPicture(source.regions[code], drawn.svg(simulated))
            for code, drawn in pictures.items()
        },
        "dimensions_data": as_data_uri(
            ["region_code", *next((drawn.columns for drawn in pictures.values()), ())],
            [[code, *row] for code, drawn in pictures.items() for row in drawn.rows],
        ),
    }


def _audit_context(tables: Sequence[TableSpec]) -> dict[str, Any]:
    """The audit by verdict, the gravest first."""
    audit = next((spec for spec in tables if spec.name == "audit"), None)
    if audit is None:
        return {"audit_parts": [], "audit_count": None}
    by_verdict: dict[Any, list[TableRow]] = {}
    for row in audit.body:
        by_verdict.setdefault(row.cells[0], []).append(row)
    parts = [
        (word("page.audit_part", verdict=name, n=len(rows)), _part(audit, verdict, rows))
        for verdict in VERDICTS
        if (rows := by_verdict.get(name := word(f"verdict.{verdict}")))
    ]
    return {
        "audit_parts": parts,
        "audit_count": word("page.audit_count", n=len(audit.body)),
    }


def _part(spec: TableSpec, name: str, rows: Sequence[TableRow]) -> TableSpec:
    return replace(spec, name=f"{spec.name}_{name}", body=tuple(rows))


def _quality_row(check: Mapping[str, Any]) -> dict[str, Any]:
    """A check of dbt's (check, status, failures, message) or of the gate's (CheckResult)."""
    status = str(check.get("verdict") or check.get("status") or "")
    said = str(check.get("message") or "")
    seen = str(check.get("observed") or check.get("accepted_by") or "")
    zh, en = (str(check.get(f"explanation_{lang}") or said) for lang in ("zh", "en"))
    return {
        "check": str(check.get("check_name") or check.get("check") or ""),
        "status": word_or(f"status.{status}", status),
        "passed": status in ("pass", "success", "passed"),
        "failures": check.get("failing_rows") or check.get("failures") or 0,
        "message": Text(f"{zh} {seen}".strip(), f"{en} {seen}".strip()),
        "is_gate": "check_name" in check,
    }


def _quality_context(quality: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = [_quality_row(check) for check in quality]
    rows.sort(key=lambda row: (row["passed"], not row["is_gate"], row["check"]))
    counts = Counter(row["status"] for row in rows)
    parts = Text(
        "，".join(f"{name.zh} {count}" for name, count in counts.most_common()),
        ", ".join(f"{count} {name.en}" for name, count in counts.most_common()),
    )
    failed = [row for row in rows if not row["passed"]]
    passed = [row for row in rows if row["passed"]]
    return {
        "quality": rows,
        "quality_count": word("page.quality_count", n=len(rows), parts=parts),
        "quality_parts": [
            (failed, word("page.quality_failed", n=len(failed))),
            (passed, word("page.quality_passed", n=len(passed))),
        ],
    }


def _warnings_context(source: Source) -> dict[str, Any]:
    """The warnings of the refresh by their labels, and what the release lacks by somebody's leave."""
    warnings = [
        {
            "label": f"{row['code']} {row['check_name']}".strip(),
            "count": row["n_found"],
            "message": Text(row["message_zh"], row["message_en"]),
        }
        for row in source.table("results.warnings", "code, check_name, message_en")
    ]
    losses = [
        {
            "item": row["item"],
            "cause": Text(row["cause_zh"], row["cause_en"]),
            "accepted_by": row["accepted_by"],
        }
        for row in source.table("results.losses", "check_name, item")
        if row["release_id"] == source.release.release_id
    ]
    counts: Counter[str] = Counter()
    for warning in warnings:
        counts[warning["label"]] += warning["count"]
    parts = "; ".join(f"{name} {count}" for name, count in counts.items())
    return {
        "warnings": warnings,
        "warnings_count": word("page.warnings", n=len(counts), listed=parts),
        "losses": losses,
        "losses_count": word("page.losses", n=len(losses)),
    }


def _curve_tests(source: Source) -> Text | None:
    rows = source.table("results.specification_curve_tests")
    if not rows:
        return None
    parts = [
        Text(f"{name.zh} {p_text(row['p_value'])}", f"{name.en} {p_text(row['p_value'])}")
        for row in rows
        if (name := word_or(f"statistic.{row['statistic_name']}", row["statistic_name"]))
    ]
    return word("page.curve_joint", parts=listed(parts, "；", "; "))


def _made(source: Source, project: Path) -> list[tuple[str, str]]:
    release = source.release
    versions = ", ".join(f"{name} {version}" for name, version in package_versions().items())
    facts = [
        ("release", release.release_id),
        ("built_at", release.built_at),
        ("study_id", release.study_id),
        ("contract", release.contract_version),
        ("commit", code_commit(project)),
        ("python", f"Python {platform.python_version()}, {versions}"),
    ]
    return [(key, value) for key, value in facts if value]
