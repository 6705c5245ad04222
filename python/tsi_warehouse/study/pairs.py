"""Which columns of the tables are compared (docs/methodology/group_differences.md).

Two columns of a table are comparable when they have the same terms, effects and variant and either
the same outcome in samples that share no region (regions, digital level), or outcomes of one stem,
such as ln_tsi_labour and ln_tsi_capital, in one sample (factor intensity).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from panelstats.groups import GROUPS, OUTCOMES, Pair
from tsi_warehouse.study.estimate import Fit


def find_pairs(fits: Sequence[Fit]) -> list[Pair[Fit]]:
    """Pairs of columns that are comparable, in the order of their columns."""
    pairs = []
    for a, b in combinations(fits, 2):
        family = _family(a, b)
        if family:
            pairs.append(Pair(family, a, b))
    return pairs


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
    # A stem that is itself made of parts (ln_tsi) tells variants of one measure from two measures.
    same_measure = len(stems) == 1 and "_" in stems.pop()
    return OUTCOMES if same_measure and one.sample == other.sample else ""
