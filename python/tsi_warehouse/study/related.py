"""Which models belong together: mediation paths, and columns that are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from panelstats.groups import GROUPS, OUTCOMES, Pair
from tsi_warehouse.study.estimate import Fit
from tsi_warehouse.study.specify import ModelSpec
from tsi_warehouse.study.terms import Term


@dataclass(frozen=True)
class Path:
    """Treatment -> mediator -> outcome; `with_mediator` is the row of study_models it came from."""

    with_mediator: ModelSpec
    mediator: Term

    @property
    def treatment(self) -> str:
        """The first term of the model."""
        return self.with_mediator.names[0]


def find_paths(specs: Sequence[ModelSpec]) -> list[Path]:
    """Models of a table that have as a term what another of its models has as outcome.

    Both share the variant, first term, effects, sample and all other terms, as columns (1) and (2)
    of the paper's Table 4 do: a mediator of one's own needs two rows in study_models and no code.
    """
    first_steps = {(spec.outcome, spec.terms, _setting(spec)) for spec in specs}
    return [
        Path(spec, term)
        for spec in specs
        for term in spec.terms[1:]
        if (term, tuple(other for other in spec.terms if other != term), _setting(spec))
        in first_steps
    ]


def _setting(spec: ModelSpec) -> tuple[object, ...]:
    return spec.study_table, spec.variant, spec.effects, spec.sample


def find_pairs(fits: Sequence[Fit]) -> list[Pair[Fit]]:
    """Pairs of columns that are comparable, in the order of their columns.

    They have one table, the same terms, effects and variant and either the same outcome in samples that
    share no region (regions, digital level), or outcomes of one stem, such as ln_tsi_labour and
    ln_tsi_capital, in one sample (factor intensity): docs/methodology/group_differences.md.
    """
    pairs = ((_family(a, b), a, b) for a, b in combinations(fits, 2))
    return [Pair(family, a, b) for family, a, b in pairs if family]


def _family(a: Fit, b: Fit) -> str:
    """'' where the two columns are not comparable."""
    one, other = a.spec, b.spec
    if (one.study_table, one.variant, one.terms, one.effects) != (
        other.study_table,
        other.variant,
        other.terms,
        other.effects,
    ):
        return ""
    if one.outcome == other.outcome:
        apart = not set(a.panel.region) & set(b.panel.region)
        return GROUPS if apart else ""
    stems = {str(spec.outcome).rpartition("_")[0] for spec in (one, other)}
    # A stem that is itself made of parts (ln_tsi) distinguishes variants of one measure from two measures.
    same_measure = len(stems) == 1 and "_" in stems.pop()
    return OUTCOMES if same_measure and one.sample == other.sample else ""
