"""The codebook: every variable of the panel and every indicator, with unit, source and filling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tsi_warehouse.report.source import Row as Record
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.table import Head, Number, Row, TableSpec, number
from tsi_warehouse.report.words import Text, same, word, word_or

#: What each variable of the panel is made of, in addition to the digital indicators and the exports.
INPUTS = {
    "hum": (
        "hum",
        "attainment_primary",
        "attainment_junior",
        "attainment_senior",
        "attainment_college",
        "attainment_total",
    ),
    "upd": (
        "upd",
        "value_added_secondary",
        "value_added_tertiary",
        "share_secondary",
        "share_tertiary",
    ),
    "cre": ("cre",),
    "lnpgdp": ("pgdp",),
    "lnfcl": ("fdi",),
    "open": ("openness", "trade_cny", "trade_usd", "gdp"),
    "lnsci": ("science_expenditure",),
}
EXPORTED = ("ln_tsi", "ln_tsi_labour", "ln_tsi_capital", "ln_tsi_technology")
INDEXED = ("dig", "dig_pca")


def codebook(source: Source) -> TableSpec:
    """One row per variable of study_panel, then one per indicator that has data."""
    facts = {row["indicator_id"]: row for row in _indicator_facts(source)}
    counts = {row["variable"]: row["n"] for row in source.table("marts.descriptive_statistics")}
    used = [row["indicator_id"] for row in source.table("marts.indicators") if row["used_in_index"]]
    body = []
    for variable in (*EXPORTED, *INDEXED, *INPUTS):
        inputs = [
            name
            for name in (used if variable in INDEXED else INPUTS.get(variable, ("pgdp",)))
            if name in facts
        ]
        places = _places(source, variable, inputs, facts)
        body.append(
            Row(
                same(variable),
                (
                    word_or(f"name.{variable}", variable),
                    word_or(f"unit.{variable}", ""),
                    places,
                    number(counts.get(variable), 0),
                    _fill_share(facts[name] for name in inputs),
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


def _places(source: Source, variable: str, inputs: list[str], facts: Mapping[str, Record]) -> Text:
    """The files that a variable's inputs were read from."""
    files = {str(facts[name]["files"]) for name in inputs}
    listed = "; ".join(sorted({part for text in files for part in text.split("; ") if part}))
    if variable in EXPORTED and "marts.region_tsi" in source.tables:
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
