"""The codebook: every variable of the panel and every indicator, with unit, source and filling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tsi_warehouse.report.source import Row as Record
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.table import Head, Number, Row, TableSpec, number
from tsi_warehouse.report.words import Text, same, word
from tsi_warehouse.seeds.files import EXPORTS


def codebook(source: Source) -> TableSpec:
    """One row per variable of study_panel, then one per indicator that has data."""
    facts = {row["indicator_id"]: row for row in _indicator_facts(source)}
    counts = {row["variable"]: row["n"] for row in source.table("marts.descriptive_statistics")}
    used = [row["indicator_id"] for row in source.table("marts.indicators") if row["used_in_index"]]
    body = []
    for name, variable in source.variables.items():
        if variable.role == "robustness":
            continue
        indexed = not set(variable.inputs) <= {EXPORTS, *source.indicators}
        inputs = [each for each in (*variable.inputs, *(used if indexed else ())) if each in facts]
        body.append(
            Row(
                same(name),
                (
                    variable.name,
                    variable.unit,
                    _places(source, EXPORTS in variable.inputs, inputs, facts),
                    number(counts.get(name), 0),
                    _fill_share(facts[each] for each in inputs),
                ),
            )
        )
    units = {row["indicator_id"]: row["unit"] for row in source.table("marts.indicators")}
    for name, row in facts.items():
        body.append(
            Row(
                same(name),
                (
                    source.indicators.get(name, same(name)),
                    same(units.get(name) or ""),
                    same(row["files"]),
                    number(row["n"], 0),
                    _fill_share([row]),
                ),
            )
        )
    notes = [word("note.codebook")]
    if source.release.is_simulated:
        notes.insert(0, word("note.simulated"))
    return TableSpec(
        name="codebook",
        number=word("codebook.number"),
        title=source.title,
        stub=word("table.variable"),
        heads=(
            tuple(
                Head(word(f"codebook.{key}")) for key in ("label", "unit", "source", "n", "filled")
            ),
        ),
        body=tuple(body),
        notes=tuple(notes),
    )


def _places(
    source: Source, exported: bool, inputs: Iterable[str], facts: Mapping[str, Record]
) -> Text:
    """The files that a variable's inputs were read from."""
    files = {str(facts[name]["files"]) for name in inputs}
    listed = "; ".join(sorted({part for text in files for part in text.split("; ") if part}))
    if exported and "marts.region_tsi" in source.tables:
        exports = word("codebook.exports")
        return Text(f"{exports.zh}; {listed}", f"{exports.en}; {listed}")
    return same(listed)


def _fill_share(rows: Iterable[Record]) -> Number | None:
    n = filled = 0.0
    for row in rows:
        n += row["n"]
        filled += row["filled"]
    return number(100 * filled / n, 1) if n else None


def _indicator_facts(source: Source) -> list[Record]:
    return source.rows(
        """
            with sample_values as (
                select
                    region_indicators.indicator_id,
                    count(*) as n,
                    count(*) filter (where region_indicators.fill_method <> 'reported') as filled
                from marts.region_indicators
                inner join marts.regions
                    on region_indicators.region_code = regions.region_code and regions.in_sample
                cross join marts.release_info
                where region_indicators.year >= release_info.first_year
                    and region_indicators.year <= release_info.last_year
                group by region_indicators.indicator_id
            ),

            files as (
                select
                    indicator_id,
                    string_agg(distinct source_file, '; ' order by source_file) as files
                from marts.cell_lineage
                group by indicator_id
            )

            select sample_values.*, coalesce(files.files, '') as files
            from sample_values
            left join files on sample_values.indicator_id = files.indicator_id
            order by sample_values.indicator_id
        """
    )
