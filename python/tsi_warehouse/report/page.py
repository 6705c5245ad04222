"""report/index.html: one self-contained page, both languages, every text escaped by default."""

from __future__ import annotations

import base64
import hashlib
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from tsi_warehouse.core.quoting import visible
from tsi_warehouse.release.manifest import code_commit, package_versions
from tsi_warehouse.report.findings import find, indicators_used
from tsi_warehouse.report.numbers import p_text
from tsi_warehouse.report.pictures import as_data_uri, draw, draw_parts, figures
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.study_tables import read_models
from tsi_warehouse.report.table import TableSpec
from tsi_warehouse.report.templates import environment
from tsi_warehouse.report.words import Text, listed, word, word_or

PAGE = Path(__file__).with_name("page")
SECTIONS = ("answer", "data", "index", "sophistication", "study", "audit", "quality", "made")
FILE_LIMIT, REJECTED_LIMIT = 60, 40
EVIDENCE = ("weights", "mediation", "group_differences", "audit", "audit_overview", "claims")
VERDICT_KINDS = (
    "inconsistent", "suspect", "borderline", "consistent", "too coarse to judge", "holds", "fails", "supported",
    "not_supported", "partly",
)  # fmt: skip
#: Beyond so many columns a table and its printed twin stand one above the other.
NARROW_COLUMNS = 5
#: Where no script runs, both languages show.
CSS_WITHOUT_SCRIPT = "html[data-lang] body [lang]{display:revert!important}.switch{display:none}"


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
    verdicts = {word(f"verdict.{kind}"): kind for kind in VERDICT_KINDS}
    # None where the release has nothing to draw.
    drawn = {name: draw(source, name) for name, row in figures().items() if row["part"] != "*"}
    context = {
        "title": source.title,
        "release": source.release,
        "indicators_used": indicators_used(source),
        "has_paper": source.has_paper,
        "sections": [key for key in SECTIONS if key != "audit" or source.has_paper],
        "findings": find(source, read_models(source)),
        "figures": drawn,
        "more_figures": {
            section: [drawn[name] for name in drawn if figures()[name]["section"] == section]
            for section in SECTIONS
        },
        "tables": dict.fromkeys(EVIDENCE) | {spec.name: spec for spec in tables},
        "study_groups": _groups(source, tables),
        "curve_tests": _curve_tests(source),
        **_data_context(source),
        **_dimensions_context(source),
        **_audit_context(tables, verdicts),
        **_warnings_context(source),
        **_quality_context(quality),
        "verdict_kinds": verdicts,
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


def _groups(source: Source, tables: Sequence[TableSpec]) -> list[dict[str, Any]]:
    """Each table of the paper: computed, printed, its robustness and other variants, what was skipped."""
    skipped: dict[str, list[Text]] = {}
    for row in source.rows(
        "select study_table, reason_zh, reason_en, string_agg(column_no, '), (' order by column_no) as columns"
        " from results.skipped where variant = 'equation' group by all order by min(column_no)"
        if "results.skipped" in source.tables
        else "select null where false"
    ):
        reason = word(
            "note.skipped", column=row["columns"], reason=Text(row["reason_zh"], row["reason_en"])
        )
        skipped.setdefault(row["study_table"], []).append(reason)
    numbers = {spec.study_table for spec in tables if spec.study_table}
    numbers |= {str(row["study_table"]) for row in source.table("results.skipped")}
    return [_group(number, tables, skipped.get(number, [])) for number in sorted(numbers)]


def _group(number: str, tables: Sequence[TableSpec], skipped: Sequence[Text]) -> dict[str, Any]:
    own = {
        spec.name.removeprefix(f"table_{number}"): spec
        for spec in tables
        if spec.study_table == number
    }
    shown = {key: own.pop(f"_{key}", None) for key in ("printed", "robustness")}
    equation = own.pop("_equation", None) or own.pop("", None)
    columns = max((spec.n_columns for spec in (equation, shown["printed"]) if spec), default=0)
    return {
        **shown,
        "title": word(
            "page.table_title", number=number, title=word_or(f"short_title.{number}", "")
        ),
        "equation": equation,
        "others": list(own.values()),
        "skipped": [] if equation or number == "2" else skipped,
        "wide": columns > NARROW_COLUMNS or shown["printed"] is None,
    }


def _data_context(source: Source) -> dict[str, Any]:
    """The files that were read with what became of their cells, and the cells that were rejected."""
    files = source.rows(
        "select source_file, shape, encoding, status, reason, cells, kept, ignored, rejected"
        " from marts.raw_files where status <> 'ignored' or cells > 0 order by source_file"
    )
    rejected = source.table("marts.rejected_cells")
    counted = ("cells", "kept", "ignored", "rejected")
    return {
        "files": files,
        "file_totals": {"files_read": len(files)}
        | {key: sum(int(row[key] or 0) for row in files) for key in counted},
        "file_limit": FILE_LIMIT,
        "rejected_count": sum(int(row.get("cell_count") or 1) for row in rejected),
        "rejected": rejected[:REJECTED_LIMIT],
        "inputs": source.rows(
            "select source_file, sha256 from marts.raw_files order by source_file"
        )[: 5 * FILE_LIMIT],
    }


def _dimensions_context(source: Source) -> dict[str, Any]:
    """A picture a region, and the data of all of them as one file."""
    pictures = draw_parts(source, "dimensions")
    columns = next((drawn.columns for drawn in pictures.values()), ())
    rows = [[code, *row] for code, drawn in pictures.items() for row in drawn.rows]
    return {
        "dimensions": {
            code: {"name": source.regions[code], "svg": drawn.svg(source.release.is_simulated)}
            for code, drawn in pictures.items()
        },
        "dimensions_data": as_data_uri(["region_code", *columns], rows),
    }


def _audit_context(tables: Sequence[TableSpec], verdicts: Mapping[Text, str]) -> dict[str, Any]:
    """The audit by verdict, the gravest first."""
    audit = next((spec for spec in tables if spec.name == "audit"), None)
    if audit is None:
        return {"audit_parts": [], "audit_count": None}
    parts = []
    for name, found in groupby(audit.body, key=lambda row: row.cells[0]):
        if isinstance(name, Text) and name in verdicts:
            rows = tuple(found)
            part = replace(audit, name=f"audit_{verdicts[name]}", body=rows)
            parts.append((word("page.audit_part", verdict=name, n=len(rows)), part))
    return {"audit_parts": parts, "audit_count": word("page.audit_count", n=len(audit.body))}


def _quality_row(check: Mapping[str, Any]) -> dict[str, Any]:
    """A check of dbt's (check, status, failures, message) or of the gate's (CheckResult)."""
    status = str(check.get("verdict") or check.get("status") or "")
    seen = str(check.get("observed") or check.get("accepted_by") or "")
    said = (
        str(check.get(f"explanation_{lang}") or check.get("message") or "") for lang in ("zh", "en")
    )
    return {
        "check": str(check.get("check_name") or check.get("check") or ""),
        "status": word_or(f"status.{status}", status),
        "passed": status in ("pass", "success", "passed"),
        "failures": check.get("failing_rows") or check.get("failures") or 0,
        "message": Text(*(f"{text} {seen}".strip() for text in said)),
        "is_gate": "check_name" in check,
    }


def _quality_context(quality: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = [_quality_row(check) for check in quality]
    rows.sort(key=lambda row: (row["passed"], not row["is_gate"], row["check"]))
    counts = Counter(row["status"] for row in rows).most_common()
    parts = Text(
        "，".join(f"{name.zh} {count}" for name, count in counts),
        ", ".join(f"{count} {name.en}" for name, count in counts),
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
        {**row, "cause": Text(row["cause_zh"], row["cause_en"])}
        for row in source.table("results.losses", "check_name, item")
        if row["release_id"] == source.release.release_id
    ]
    counts: Counter[str] = Counter()
    for warning in warnings:
        counts[warning["label"]] += warning["count"]
    listing = "; ".join(f"{name} {count}" for name, count in counts.items())
    return {
        "warnings": warnings,
        "warnings_count": word("page.warnings", n=len(counts), listed=listing),
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
