"""Which models of a table are mediation paths (docs/methodology/mediation.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    paths = []
    for spec in specs:
        for term in spec.terms[1:]:
            rest = tuple(other for other in spec.terms if other != term)
            if any(
                first.outcome == term and first.terms == rest and _setting(first) == _setting(spec)
                for first in specs
            ):
                paths.append(Path(spec, term))
    return paths


def _setting(spec: ModelSpec) -> tuple[object, ...]:
    return spec.study_table, spec.variant, spec.effects, spec.sample
