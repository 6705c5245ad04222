"""Names in both languages as tables of the report's own connection, for the queries of figures/ and tables/ to join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tsi_warehouse.report.source import Source
from tsi_warehouse.report.words import Text, catalogue, same

#: Where terms and samples of models stand, table by table; a group is one or the other.
_GROUPS = {"results.group_differences": ("group_a", "group_b")}
_TERMS = {
    "results.estimates": ("term",),
    "results.models": ("outcome",),
    "results.mediation_effects": ("mediator", "treatment", "outcome"),
    "results.specification_curve": ("term", "outcome"),
    "marts.descriptive_statistics": ("variable",),
    "marts.published_audit": ("term",),
    "marts.published_claims": ("term",),
    "intermediate.int_own_printed_descriptives": ("variable",),
    **_GROUPS,
}
_SAMPLES = {"results.models": ("sample",), "results.specification_curve": ("sample",), **_GROUPS}


def write_names(source: Source) -> None:
    """Two temporary tables.

    `labels`: kind, code, place in its order, names long and short; a kind is a section of words.toml or one
    of the release's own codes. `truth`: results.truth, which only a release of simulated data has,
    without rows elsewhere.
    """
    if source.has_names:
        return
    source.has_names = True
    rows = [
        (kind, code, place, *name, *short_name(name))
        for kind, names in _kinds(source).items()
        for place, (code, name) in enumerate(names.items())
    ]
    columns = ("kind", "code", "place", "zh", "en", "short_zh", "short_en")
    listed = ", ".join(f"unnest(?) as {name}" for name in columns)
    source.connection.execute(
        f"create or replace temporary table labels as select {listed}",
        [list(column) for column in zip(*rows, strict=True)],
    )
    source.connection.execute(
        "create or replace temporary table truth (study_table text, column_no integer, variant text, term text,"
        " effect text, true_value double)"
    )
    if "results.truth" in source.tables:
        source.connection.execute(
            "insert into truth select distinct study_table, column_no, variant, term, effect, true_value"
            " from results.truth"
        )


def _kinds(source: Source) -> Mapping[str, Mapping[str, Text]]:
    """Names by code, by kind."""
    words = catalogue()
    kinds: dict[str, dict[str, Text]] = {}
    for key, text in words.items():
        section, _, code = key.partition(".")
        kinds.setdefault(section, {})[code] = text
    terms = dict.fromkeys(
        [*kinds["symbol"], *source.variables, *source.indicators, *_codes(source, _TERMS)]
    )
    return kinds | {
        "region": source.regions,
        "indicator": source.indicators,
        "industry": source.industries,
        "dimension": source.dimensions,
        "intensity": source.intensities,
        "word": {key: text for key, text in words.items() if key.startswith(("figure.", "sample."))}
        | {"title.path": words[f"figure.path{'' if source.has_paper else '_own'}"]},
        "term": {term: source.term(term) for term in terms},
        "sample": {sample: source.sample(sample) for sample in _codes(source, _SAMPLES)},
        "name": kinds["name"] | {name: row.name for name, row in source.variables.items()},
        "setting": {"confidence_level": same(source.level)},
    }


def _codes(source: Source, columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Every value of these columns of tables that the release has, in their order."""
    reads = [
        f"select {column} from {table}"
        for table, names in columns.items()
        if table in source.tables
        for column in names
    ]
    rows = source.rows(f"select column0 as code from ({' union '.join(reads)}) as codes (column0)")
    return sorted(row["code"] for row in rows if row["code"])


def short_name(name: Text) -> Text:
    """The catalogue's short form of a name; else the name, cut."""
    return catalogue().get(f"short.{name.en}") or Text(_cut(name.zh, 13), _cut(name.en, 26))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
